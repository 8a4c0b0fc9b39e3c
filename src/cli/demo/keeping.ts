import { simRuns } from '../../sim/control.js'
import type { SimAddress } from '../../sim/facts.js'
import type { Sim } from '../../sim/sim.js'
import { folderOf } from '../on-path.js'
import { LOGIN_KEY, SIM } from './stage.js'

/** What to type in another terminal while the lab of the demo goes on running; each line works when it is pasted. */
export function invitation(stack: string, macs: Readonly<Record<string, SimAddress>>, env: NodeJS.ProcessEnv): string {
  const names = ['PULUMI_HOME', 'PULUMI_BACKEND_URL', 'PULUMI_CONFIG_PASSPHRASE']
  const [first = ''] = Object.keys(macs)
  const addresses = Object.values(macs).map(({ user, address, port }) => `${user}@${address}:${port}`)
  const keys = Object.values(macs).map(({ hostKey }) => `--host-key ${hostKey}`)
  return [
    '',
    'The lab goes on running. In another terminal, in this folder:',
    `  export PATH="${folderOf('pulumi', env['PATH']) ?? ''}:$PATH"`,
    `  export ${names.map((name) => `${name}="${env[name] ?? ''}"`).join(' ')}`,
    `  pulumi preview --stack ${stack}`,
    `  npx macloom sim status --dir ${SIM}`,
    `  npx macloom sim hands unplug ${first}:2 --dir ${SIM}`,
    `  npx macloom look ${addresses.join(' ')} --identity ${LOGIN_KEY} ${keys.join(' ')}`,
    `Press Ctrl-C here to stop it, or type there: npx macloom sim down --dir ${SIM}`,
  ].join('\n')
}

/** Resolves when the operator presses Ctrl-C here, or takes the sim down from elsewhere; says which. */
export function end(sim: Sim): Promise<'here' | 'elsewhere'> {
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (simRuns(sim.directory)) return
      clearInterval(watch)
      resolve('elsewhere')
    }, 500)
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        clearInterval(watch)
        resolve('here')
      })
  })
}
