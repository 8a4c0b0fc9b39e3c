import { createHash } from 'node:crypto'
import { onMac, run } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import { propertyList } from '../../macos/property-list.js'
import { complaint, wholeLines } from '../../macos/reply.js'
import { ringFile } from '../../mlx/host-file.js'
import { RANK_PROGRAM } from '../../mlx/rank-program.js'
import { wrapper } from '../../mlx/wrapper.js'
import { digest } from '../digest.js'
import { rankLabel } from '../labels.js'
import { jobsPath, logPath } from '../places.js'
import { ROOT } from '../record.js'
import type { ShardDeploymentInputs } from './inputs.js'

const DAEMONS = '/Library/LaunchDaemons'

/** What files are composed for: launchd expands nothing, so the user and the prefix are written out. */
export interface Surroundings {
  readonly user: string
  readonly prefix: string
}

/** SIGTERM and then ten minutes of patience: releasing 420 GB took more than one (omlx#2334). */
export const EXIT_TIME_OUT = 600

/** The files that every Mac of a deployment gets, the same bytes on each, by name below its jobs folder. */
export function sharedFiles(inputs: ShardDeploymentInputs): Readonly<Record<string, string>> {
  const plan = { ...inputs, size: inputs.ranks.length }
  return {
    'rank.sh': wrapper(plan),
    'rank.py': RANK_PROGRAM,
    'hosts.json': `${ringFile(inputs.ranks)}\n`,
  }
}

/** The launchd job of one rank. */
export function plist({ name }: ShardDeploymentInputs, rank: number, { user, prefix }: Surroundings): string {
  const log = `${prefix}${logPath(name)}`
  return propertyList({
    Label: rankLabel(name),
    UserName: user,
    ProgramArguments: ['/bin/sh', `${prefix}${jobsPath(name)}/rank.sh`, String(rank)],
    RunAtLoad: true,
    // A rank that comes back alone can never rejoin its group, and every start can cost a protection domain.
    KeepAlive: false,
    ThrottleInterval: 60,
    ExitTimeOut: EXIT_TIME_OUT,
    // `Background`, and no word at all, clamp Metal decode about eightfold.
    ProcessType: 'Interactive',
    SoftResourceLimits: { NumberOfFiles: 65536 },
    HardResourceLimits: { NumberOfFiles: 65536 },
    StandardOutPath: log,
    StandardErrorPath: log,
  })
}

/** Digest of the files that a rank should run from. */
export function intended(inputs: ShardDeploymentInputs, rank: number, surroundings: Surroundings): string {
  const files = { ...sharedFiles(inputs), plist: plist(inputs, rank, surroundings) }
  const sums = Object.entries(files).map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')])
  return digest(Object.fromEntries(sums))
}

const SCRIPT = [
  'jobs=$0/jobs plists=$1; set --',
  'for file in "$jobs"/*/rank.sh "$jobs"/*/rank.py "$jobs"/*/hosts.json "$plists"/com.macloom.rank.*.plist; do',
  '  test -f "$file" && set -- "$@" "$file"',
  'done',
  'test $# -eq 0 || shasum -a 256 "$@"',
].join('\n')

/** SHA-256 of the files that ranks of ours run from, by `<deployment>/<file>`; part of the base look. */
export const rankFiles: Question<Readonly<Record<string, string>>> = {
  name: 'rank files',
  command: run('sh', '-c', SCRIPT, onMac(ROOT), onMac(DAEMONS)),
  read: (reply) => {
    if (reply.exit !== 0) throw new Unreadable('shasum', 'exit 0', `exit ${reply.exit}: ${complaint(reply)}`)
    return Object.fromEntries(wholeLines('shasum', reply.stdout).map(readSum))
  },
}

function readSum(line: string): [string, string] {
  const match = /^([0-9a-f]{64}) [ *]\S*?\/(?:jobs\/([^/]+\/[a-z.]+)|com\.macloom\.rank\.([^/]+)\.plist)$/.exec(line)
  if (match === null) throw new Unreadable('shasum', 'a SHA-256 and a file of a rank', line)
  return [match[2] ?? `${match[3]}/plist`, match[1] ?? '']
}

/** Digest of the files that are there for one deployment, null when there are none. */
export function present(sums: Readonly<Record<string, string>>, deployment: string): string | null {
  const own = Object.entries(sums).filter(([file]) => file.startsWith(`${deployment}/`))
  if (own.length === 0) return null
  return digest(Object.fromEntries(own.map(([file, sum]) => [file.slice(deployment.length + 1), sum])))
}
