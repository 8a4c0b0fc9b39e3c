import { constants } from 'node:os'
import type { SimMac } from '../world.js'
import type { Definition } from './definition.js'
import type { JobState } from './job-files.js'

// Apple's own daemons that any Mac shows; the numbers are made up (composed, layout of facts 6.2).
const APPLE: readonly (readonly [number, string, string])[] = [
  [0, '-', 'com.apple.lskdd'],
  [345, '-', 'com.apple.runningboardd'],
  [512, '-', 'com.apple.powerd'],
  [0, '0', 'com.openssh.sshd'],
]

export interface LoadedJob {
  readonly definition: Definition
  readonly state: JobState
}

/** `launchctl print system/LABEL`, line for line as the sample of facts 6.2. */
export function printJob({ definition: job, state }: LoadedJob): string {
  const program = job.arguments.map((word) => `\t\t${word}`)
  const environment = Object.entries({ ...job.environment, XPC_SERVICE_NAME: job.label })
  const blocks = [
    [`\tactive count = ${state.state === 'running' ? 1 : 0}`, `\tpath = ${job.plist}`, '\ttype = LaunchDaemon'],
    [`\tstate = ${state.state}`, '', `\tprogram = ${job.program}`, '\targuments = {', ...program, '\t}', ''],
    job.workingDirectory === null ? [] : [`\tworking directory = ${job.workingDirectory}`, ''],
    job.stdout === null ? [] : [`\tstdout path = ${job.stdout}`],
    job.stderr === null ? [] : [`\tstderr path = ${job.stderr}`],
    ['\tenvironment = {', ...environment.map(([name, value]) => `\t\t${name} => ${value}`), '\t}', ''],
    ['\tdomain = system', `\tminimum runtime = ${job.throttle}`, `\texit timeout = ${job.exitTimeOut}`],
    [`\truns = ${state.runs}`, ...(state.pid === null ? [] : [`\tpid = ${state.pid}`])],
    ['\timmediate reason = speculative', '\tforks = 0', '\texecs = 1', `\t${ending(state)}`],
  ]
  return [`system/${job.label} = {`, ...blocks.flat(), '}', ''].join('\n')
}

function ending({ lastExit, lastSignal }: JobState): string {
  if (lastSignal !== null) return `last terminating signal = ${signalText(lastSignal)}`
  if (lastExit === null) return 'last exit code = (never exited)'
  return `last exit code = ${lastExit === 78 ? '78: EX_CONFIG' : lastExit}`
}

// strsignal(3) of macOS for the signals that end ranks.
const SIGNALS: Readonly<Record<string, string>> = {
  SIGTERM: 'Terminated',
  SIGKILL: 'Killed',
  SIGSEGV: 'Segmentation fault',
  SIGABRT: 'Abort trap',
  SIGINT: 'Interrupt',
  SIGHUP: 'Hangup',
  SIGBUS: 'Bus error',
}

function signalText(name: string): string {
  return `${SIGNALS[name] ?? name}: ${numberOf(name)}`
}

function numberOf(name: string): number {
  // The one number among these that differs between the systems.
  return name === 'SIGBUS' ? 10 : (Object.entries(constants.signals).find(([each]) => each === name)?.[1] ?? 0)
}

/** `launchctl print system`: services and disabled services, layout of facts 6.2. */
export function printSystem(mac: SimMac, jobs: readonly LoadedJob[]): string {
  const rows = [
    ...APPLE,
    ...jobs.map(({ definition, state }) => [state.pid ?? 0, status(state), definition.label] as const),
  ]
  const disabled = mac.disabledJobs.map((label) => `\t\t"${label}" => disabled`)
  const services = rows.map(([pid, last, label]) => `\t\t${String(pid).padStart(8)} ${last.padStart(6)} \t${label}`)
  return [
    'system = {',
    ...['\ttype = system', '\thandle = 0', `\tactive count = ${808 + rows.length}`, `\tservice count = ${rows.length}`],
    `\tactive service count = ${rows.filter(([pid]) => pid !== 0).length}`,
    ...[
      '\tcreator = launchd[1]',
      '\tcreator euid = 0',
      '\tenvironment = {',
      '\t\tPATH => /usr/bin:/bin:/usr/sbin:/sbin',
      '\t}',
    ],
    ...['', '\tservices = {', ...services, '\t}'],
    ...['', '\tdisabled services = {', '\t\t"com.openssh.sshd" => enabled', ...disabled, '\t}', '}', ''],
  ].join('\n')
}

function status({ lastExit, lastSignal }: JobState): string {
  if (lastSignal !== null) return String(-numberOf(lastSignal))
  return lastExit === null ? '-' : String(lastExit)
}

/** `launchctl list`: PID, status, label. */
export function printList(jobs: readonly LoadedJob[]): string {
  const rows = jobs.map(({ definition, state }) => `${state.pid ?? '-'}\t${listStatus(state)}\t${definition.label}`)
  const apple = APPLE.map(([pid, last, label]) => `${pid === 0 ? '-' : pid}\t${last === '-' ? 0 : last}\t${label}`)
  return ['PID\tStatus\tLabel', ...apple, ...rows, ''].join('\n')
}

function listStatus(state: JobState): string {
  const text = status(state)
  return text === '-' ? '0' : text
}
