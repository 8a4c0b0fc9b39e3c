import { basename, dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import type { MacFolder } from '../folder.js'
import { MARK } from '../shell.js'
import type { Definition } from './definition.js'

/** Everything a supervisor needs to start a job, with the paths of this machine. */
export interface SpawnPlan {
  readonly program: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string
  readonly stdout: string | null
  readonly stderr: string | null
  /** Why launchd would give up with 78 before the program runs. */
  readonly refuses: string | null
  readonly keepAlive: Definition['keepAlive']
  readonly throttle: number
  readonly exitTimeOut: number
}

const SYSTEM = ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/libexec']

/** Maps a job onto this machine. `hangs`: the fault that makes a job start and do nothing. */
export function spawnPlan(job: Definition, folder: MacFolder, user: string, sim: string, hangs: boolean): SpawnPlan {
  const here = (path: string): string => place(path, folder)
  const [, ...rest] = job.arguments
  return {
    program: hangs ? join(folder.bin, 'sleep') : here(job.program),
    arguments: hangs ? ['86400'] : rest.map((word) => existing(word, folder)),
    environment: environment(job, folder, user, sim),
    workingDirectory: job.workingDirectory === null ? folder.root : here(job.workingDirectory),
    stdout: job.stdout === null ? null : here(job.stdout),
    stderr: job.stderr === null ? null : here(job.stderr),
    refuses: ['root', '_nobody', user].includes(job.user) ? null : `there is no user ${job.user}`,
    ...{ keepAlive: job.keepAlive, throttle: job.throttle, exitTimeOut: job.exitTimeOut },
  }
}

/** Programs of the system are the Mac's own stand-ins; any other absolute path lies under the private root. */
function place(path: string, { root, bin }: MacFolder): string {
  if (path === root || path.startsWith(`${root}/`)) return path
  return SYSTEM.includes(dirname(path)) ? join(bin, basename(path)) : join(root, path)
}

/** Arguments and values are text; only those that name something on this Mac are paths. */
function existing(word: string, folder: MacFolder): string {
  return word.startsWith('/') && !word.startsWith(`${folder.root}/`) && existsSync(join(folder.root, word))
    ? join(folder.root, word)
    : word
}

// What launchd gives a daemon (facts 6.1), and what tells the stand-ins on which Mac they are.
function environment(job: Definition, folder: MacFolder, user: string, sim: string): Record<string, string> {
  const own = Object.entries(job.environment).map(([name, value]) => [name, existing(value, folder)] as const)
  const path = (job.environment.PATH ?? '').split(':').filter((each) => each.startsWith(folder.root))
  const who = job.user === 'root' ? { USER: 'root', LOGNAME: 'root', SIM_ROOT: '1' } : { USER: user, LOGNAME: user }
  return {
    ...{ HOME: folder.home, SHELL: join(folder.bin, 'sh'), TMPDIR: folder.temporary, XPC_SERVICE_NAME: job.label },
    ...who,
    ...Object.fromEntries(own),
    ...{ PATH: [...path, folder.bin].join(':'), MACLOOM_PATH: folder.bin, MACLOOM_ROOT: folder.root, [MARK]: sim },
  }
}
