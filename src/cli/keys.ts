import { hostKeyOf } from '../ssh/host-key.js'
import { EXIT, type ExitCode } from './exit.js'
import { readTargets } from './look/targets.js'
import type { Surroundings } from './surroundings.js'

/** Shows the host key of an address for a person to compare and pin. Sends no login. */
export async function keys(
  around: Surroundings,
  word: string,
  options: { readonly port?: number; readonly jumpHostKey?: string },
): Promise<ExitCode> {
  const { address = word, port } = readTargets([word], options.port)[0] ?? {}
  const { type, fingerprint } = await hostKeyOf({ address, port, jumpHostKey: options.jumpHostKey }, around.env)
  around.print(
    [
      `${word} shows this ${type} host key:`,
      '',
      `  hostKey: ${fingerprint}`,
      '',
      'Compare it with what the Mac itself prints (at its keyboard or a connection you trust):',
      '  ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub',
      'Then write the line above under the Mac in the lab file.',
      '',
    ].join('\n'),
  )
  return EXIT.ok
}
