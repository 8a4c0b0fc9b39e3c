import { asRoot, onMac, run, type Command } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import type { Tell, Writer } from '../command/mac.js'
import { bootout, bootstrap, enable, job, signal } from '../macos/launchctl.js'
import { propertyList } from '../macos/property-list.js'
import { daemonPath, MAYBE_LOADED, placeDaemon, removeDaemon } from './daemon-file.js'
import { REVERT_JOB } from './labels.js'
import { again, until } from './patience.js'
import { macRecord, ROOT } from './record.js'
import { armedText, isWatching, takenBack, timerFolder, timerOf } from './timer.js'
import { timerScript } from './timer-script.js'

/** What a timer watches over. */
export interface Watched {
  readonly id: string
  readonly what: string
  readonly seconds: number
  readonly undo: readonly Command[]
  readonly look: readonly Command[]
}

/** How long launchd may take to start the timer, and the timer to note what it compares with, in seconds. */
const START = 15

/** How long taking back may take: waiting for a lock, and six tries. */
const TAKING_BACK = 60

const ABSENT = [3, 36, 113]

/**
 * Arms the timer of a resource and returns when its program has said that it watches: until then nothing may be changed.
 * Refuses while another run's timer is armed.
 */
export async function arm(mac: Writer, watched: Watched): Promise<void> {
  const [record, loaded] = await Promise.all([mac.ask(again(macRecord)), mac.ask(again(job(REVERT_JOB)))])
  if (!record.known || timerOf(record.value, watched.id) !== null) throw taken(mac, record.known ? '' : record.why)
  if (!loaded.known || loaded.value !== null) await unload(mac)
  await mac.tell(arming(watched, await mac.prefix()))
  if (await until(mac, macRecord, (record) => isWatching(record, watched.id), START)) return
  await remove(mac, watched.id)
  throw new MacTrouble('remote-failed', {
    mac: mac.mac,
    doing: 'arm the timer that would take the change back',
    seen: `launchd has not started ${REVERT_JOB} within ${START} s`,
    unchanged: 'Its network was not touched',
    next: `Run \`pulumi up\` again; if it repeats, read what \`launchctl print system/${REVERT_JOB}\` says on ${mac.mac}`,
  })
}

function taken({ mac }: Writer, why: string): MacTrouble {
  return new MacTrouble('busy', {
    mac,
    doing: 'arm the timer that would take the change back',
    seen: why === '' ? 'the timer of another run is armed' : why,
    unchanged: 'Nothing was changed by this run',
    next: 'Run again; it waits until the other change is confirmed or taken back',
  })
}

// What an ended timer has left loaded would make bootstrap fail.
async function unload(mac: Writer): Promise<void> {
  await mac.tell({ what: 'unload an old timer', commands: [bootout(REVERT_JOB)], accept: { 0: ABSENT } })
  await until(mac, job(REVERT_JOB), (found) => found === null, START)
}

/** `armed` is written last but for the start: whoever finds it finds all that it needs. */
function arming({ id, what, seconds, undo, look }: Watched, prefix: string): Tell {
  const folder = timerFolder(id)
  const plist = daemonPath(REVERT_JOB)
  const script = timerScript({ label: REVERT_JOB, plist, seconds, restore: undo, look })
  const free = ['armed', 'firing'].map((state) => run('test', '!', '-e', onMac(`${ROOT}/${folder}/${state}`)))
  const file = (name: string) => onMac(`${ROOT}/${folder}/${name}`)
  const commands = [
    ...free,
    asRoot('rm', '-rf', onMac(`${ROOT}/${folder}`)),
    asRoot('mkdir', '-p', onMac(`${ROOT}/${folder}`)),
    { ...asRoot('tee', file('revert.sh')), stdin: script },
    { ...asRoot('tee', file('fresh')), stdin: 'yes\n' },
    ...placeDaemon(REVERT_JOB, `${ROOT}/${folder}/plist.new`, plistOf(`${prefix}${ROOT}/${folder}`)),
    { ...asRoot('tee', file('armed.new')), stdin: `${armedText(what, seconds)}\n` },
    asRoot('mv', '-f', file('armed.new'), file('armed')),
    // After a power cut the disk must hold all of this before it holds any of the change.
    run('sync'),
    enable(REVERT_JOB),
    bootstrap(plist),
  ]
  const accept = { [commands.length - 1]: MAYBE_LOADED }
  return { what: 'arm a timer that takes the change back unless it is confirmed', commands, accept }
}

// A timer that dies is started again and takes back at once; so is one that a boot finds armed.
function plistOf(folder: string): string {
  return propertyList({
    Label: REVERT_JOB,
    ProgramArguments: ['/bin/sh', `${folder}/revert.sh`],
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: 1,
    // Once it takes back it lets nobody stop it.
    ExitTimeOut: 120,
    StandardOutPath: `${folder}/log`,
    StandardErrorPath: `${folder}/log`,
  })
}

/** Our word: from its first command on the change stays. Throws when the timer was quicker. */
export async function disarm(mac: Writer, id: string): Promise<void> {
  const file = (name: string) => onMac(`${ROOT}/${timerFolder(id)}/${name}`)
  const [first, ...rest] = [asRoot('mv', '-f', file('armed'), file('confirmed')), ...removal(id)]
  await mac.tell({ what: 'confirm the change and disarm its timer', commands: [first, ...rest], accept: { 1: ABSENT } })
  await until(mac, job(REVERT_JOB), (found) => found === null, START)
}

async function remove(mac: Writer, id: string): Promise<void> {
  const file = onMac(`${ROOT}/${timerFolder(id)}/armed`)
  const commands = [asRoot('rm', '-f', file), ...removal(id)]
  await mac.tell({ what: 'remove a timer that did not start', commands, accept: { 1: ABSENT } })
}

function removal(id: string): Command[] {
  return [bootout(REVERT_JOB), ...removeDaemon(REVERT_JOB), asRoot('rm', '-rf', onMac(`${ROOT}/${timerFolder(id)}`))]
}

/**
 * Waits until no timer of this resource runs: another run confirms its change, or the timer takes back what a broken one
 * has left. Nobody works on a Mac that is about to change by itself. What was taken back is said once, and forgotten.
 */
export async function untilQuiet(mac: Writer, id: string): Promise<void> {
  const record = await mac.ask(macRecord)
  if (!record.known) return
  const timer = timerOf(record.value, id)
  if (timer !== null) await outlast(mac, id, timer.seconds)
  const after = timer === null ? record : await mac.ask(again(macRecord))
  const back = after.known ? takenBack(after.value, id) : null
  if (back === null) return
  mac.progress(`its timer took this back at ${back.at}: ${back.what}`)
  await mac.tell({
    what: 'forget what its timer took back',
    commands: [asRoot('rm', '-rf', onMac(`${ROOT}/${timerFolder(id)}`))],
  })
}

async function outlast(mac: Writer, id: string, seconds: number): Promise<void> {
  mac.progress(`a change of its network is not confirmed; waiting until it is, or is taken back (${seconds} s at most)`)
  const quiet = (patience: number) => until(mac, macRecord, (record) => timerOf(record, id) === null, patience)
  if (await quiet(seconds + START)) return
  // Somebody has unloaded its job, or it never came to be loaded.
  await mac.tell({
    what: 'have its timer take the change back now',
    commands: [
      asRoot('rm', '-f', onMac(`${ROOT}/${timerFolder(id)}/fresh`)),
      enable(REVERT_JOB),
      bootstrap(daemonPath(REVERT_JOB)),
      signal(REVERT_JOB, 'SIGTERM'),
    ],
    accept: { 2: MAYBE_LOADED, 3: ABSENT },
  })
  if (await quiet(TAKING_BACK)) return
  throw new MacTrouble('busy', {
    mac: mac.mac,
    doing: 'wait for the timer of an earlier change',
    seen: `it has neither been confirmed nor taken back after ${seconds + START + TAKING_BACK} s`,
    unchanged: 'Nothing was changed by this run',
    next: `Read ${ROOT}/${timerFolder(id)}/log on ${mac.mac}; a restart of this Mac takes the change back as well`,
  })
}
