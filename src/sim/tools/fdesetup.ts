import type { SimMac, Tool, ToolCall, ToolReply } from '../world.js'
import { fail, ok, unknownArguments } from './reply.js'

const TEXT: Readonly<Record<SimMac['fileVault'], string>> = {
  on: 'FileVault is On.\n',
  off: 'FileVault is Off.\n',
  converting: 'FileVault is On.\nEncryption in progress: Percent completed = 37\n',
}

export const fdesetup: Tool = {
  name: 'fdesetup',
  reads: () => [['status'], ['supportsauthrestart']],
  call: (call) => {
    switch (call.argv.join(' ')) {
      case 'status':
        return ok(TEXT[call.mac.fileVault])
      case 'supportsauthrestart':
        return ok('true\n')
      case 'list':
        if (!call.root) return fail(1, 'Error: This command must be run as root.\n')
        return ok(call.mac.diskUsers.map(({ user, guid }) => `${user},${guid}\n`).join(''))
      case 'authrestart -delayminutes -1 -inputplist':
        return unlockOnce(call)
      default:
        return unknownArguments('fdesetup', call.argv)
    }
  },
}

function unlockOnce({ mac, root, stdin }: ToolCall): ToolReply {
  if (!root) return fail(1, 'Error: This command must be run as root.\n')
  if (mac.fileVault !== 'on') return fail(3, 'Error: FileVault is Off.\n')
  const given = (key: string) => new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(stdin)?.[1]
  const known = mac.diskUsers.some(({ user, password }) => given('Username') === user && given('Password') === password)
  if (!known) return fail(11, 'Error: User could not be authenticated.\n')
  mac.unlocksOnce = true
  return ok()
}
