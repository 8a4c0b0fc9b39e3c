import type { SimMac, Tool } from '../world.js'
import { ok, unknownArguments } from './reply.js'

const TEXT: Readonly<Record<SimMac['fileVault'], string>> = {
  on: 'FileVault is On.\n',
  off: 'FileVault is Off.\n',
  converting: 'FileVault is On.\nEncryption in progress: Percent completed = 37\n',
}

export const fdesetup: Tool = {
  name: 'fdesetup',
  reads: () => [['status']],
  call: ({ mac, argv }) => (argv.join(' ') === 'status' ? ok(TEXT[mac.fileVault]) : unknownArguments('fdesetup', argv)),
}
