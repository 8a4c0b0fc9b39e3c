import { hostKeyOf } from '../ssh/host-key.js'

/** The host key of an address, for a person to compare and pin. Sends no login. */
export async function keysText(address: string, port: number): Promise<string> {
  const { type, fingerprint } = await hostKeyOf(address, port)
  return [
    `${address} shows this ${type} host key:`,
    '',
    `  hostKey: ${fingerprint}`,
    '',
    'Compare it with what the Mac itself prints (at its keyboard or a connection you trust):',
    '  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
    'Then write the line above under the Mac in the lab file.',
    '',
  ].join('\n')
}
