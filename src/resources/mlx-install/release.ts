import { onMac, run } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writers } from '../kind.js'
import { ROOT } from '../record.js'
import { environments } from './environments.js'
import type { MlxInstallInputs } from './inputs.js'

const CURRENT = 'envs/current'

/** Removes every environment, uv and Python that we made on this Mac. A declared Python of the Mac's own stays. */
export async function release(macs: Writers, { mac: name }: MlxInstallInputs): Promise<void> {
  const mac = macs.of(name)
  const found = await mac.ask(environments)
  if (!found.known) {
    const doing = 'look for environments of ours'
    throw new MacTrouble('precondition', { mac: name, doing, seen: found.why, unchanged: 'Nothing was removed' })
  }
  const { entries } = found.value
  if (entries.length === 0) return
  // The link goes first, so that nobody starts from an environment that is half gone.
  const rest = entries.filter((entry) => entry !== CURRENT)
  const links = entries.length > rest.length ? [CURRENT] : []
  const paths = [...links, ...rest].map((entry) => onMac(`${ROOT}/${entry}`))
  await mac.tell({ what: 'remove the MLX environments', commands: [{ ...run('rm', '-rf', ...paths), seconds: 300 }] })
}
