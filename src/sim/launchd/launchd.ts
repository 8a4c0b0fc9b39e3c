import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MacFolder } from '../folder.js'
import { signal } from '../processes.js'
import { inside, macEnvironment } from '../shell.js'
import type { SimMac } from '../world.js'
import { readDefinition, type Definition } from './definition.js'
import { JobFiles } from './job-files.js'
import { spawnPlan } from './spawn-plan.js'

const SUPERVISOR = fileURLToPath(new URL('./supervisor.mjs', import.meta.url))

export interface LaunchdPlace {
  readonly folder: MacFolder
  readonly door: string
  readonly sim: string
  readonly enter: readonly string[]
  readonly mac: () => SimMac
}

/** What a verb came to; the codes are launchd's own (facts 6.2). */
export type Outcome = 0 | 3 | 5 | 36 | 37 | 113 | 119

/** launchd of one sim Mac. Loaded jobs live in the Mac's run folder, their processes under detached supervisors. */
export class Launchd {
  readonly #place: LaunchdPlace

  constructor(place: LaunchdPlace) {
    this.#place = place
    mkdirSync(place.folder.jobs, { recursive: true })
  }

  labels(): readonly string[] {
    return JobFiles.labels(this.#place.folder.jobs)
      .filter((label) => this.files(label).exists)
      .sort()
  }

  files(label: string): JobFiles {
    return new JobFiles(this.#place.folder.jobs, label)
  }

  /** Loads the job of a plist; `why` says what launchd keeps to itself, and run/launchd.log keeps it. */
  async bootstrap(plist: string): Promise<{ readonly outcome: Outcome; readonly why: string }> {
    const refused = (outcome: Outcome, why: string) => {
      if (outcome !== 0) appendFileSync(join(this.#place.folder.run, 'launchd.log'), `${why}\n`)
      return { outcome, why }
    }
    const read = this.#read(plist)
    if (typeof read === 'string') return refused(5, read)
    const files = this.files(read.label)
    if (files.exists && files.dying) return refused(37, `${read.label} is still ending`)
    if (files.exists) return refused(5, `${read.label} is loaded already`)
    if (this.#place.mac().disabledJobs.includes(read.label)) return refused(119, `${read.label} is disabled`)
    files.create(read)
    this.#remember(read)
    if (read.runAtLoad || read.keepAlive !== 'never') await this.#start(files)
    return refused(0, '')
  }

  /** Returns at once; the job is gone when its process has ended. */
  bootout(label: string): Outcome {
    const files = this.files(label)
    if (!files.exists) return 3
    if (files.dying) return 36
    files.markDying()
    const { supervisor } = files.state()
    if (supervisor === null) this.settle(label)
    else signal(supervisor, 'SIGHUP')
    return 0
  }

  async kickstart(label: string, kill: boolean): Promise<Outcome> {
    const files = this.files(label)
    if (!files.exists) return 113
    const { state, supervisor, runs } = files.state()
    if (state === 'running' && !kill) return 0
    if (supervisor === null) await this.#start(files)
    else {
      signal(supervisor, 'SIGUSR2')
      await until(() => files.state().runs > runs || files.state().supervisor === null)
    }
    return 0
  }

  kill(label: string, name: NodeJS.Signals): Outcome {
    const files = this.files(label)
    if (!files.exists) return 113
    const { pid } = files.state()
    if (pid === null) return 3
    try {
      process.kill(pid, name)
    } catch {
      return 3
    }
    return 0
  }

  /** Takes note of what happened to a job; a job that was booted out and has ended goes. */
  settle(label: string): void {
    const { jobs } = this.#place.mac()
    const files = this.files(label)
    if (!files.exists) return
    const said = files.state()
    if (files.dying && said.supervisor === null) {
      files.remove()
      Reflect.deleteProperty(jobs, label)
      return
    }
    const job = jobs[label]
    if (job) Object.assign(job, { runs: said.runs, lastExit: said.lastExit, lastSignal: said.lastSignal })
  }

  /** A boot: nothing is loaded, then every plist in LaunchDaemons that is not disabled is. */
  async boot(): Promise<void> {
    this.unload()
    const folder = join(this.#place.folder.root, 'Library', 'LaunchDaemons')
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.plist')) : []
    for (const name of names.sort()) await this.bootstrap(`/Library/LaunchDaemons/${name}`)
  }

  /** Power off: nothing is loaded any more. */
  unload(): void {
    for (const label of this.labels()) this.files(label).remove()
    this.#place.mac().jobs = {}
  }

  /** Ends the process of a job from outside, and waits until its supervisor has noticed. */
  async crash(label: string, name: NodeJS.Signals): Promise<void> {
    const { pid } = this.files(label).exists ? this.files(label).state() : { pid: null }
    if (pid === null) throw new Error(`${label} does not run on ${this.#place.mac().name}`)
    process.kill(pid, name)
    await until(() => !this.files(label).exists || this.files(label).state().pid !== pid)
  }

  /** After a pause of the sim: jobs whose supervisor ran on are as they were, the others start again. */
  async resume(): Promise<void> {
    for (const label of this.labels()) {
      const files = this.files(label)
      const said = files.lastWords()
      if (files.isSupervised(said) || said.state === 'not running') this.settle(label)
      else if (files.dying) this.#forget(files, label)
      else await this.#start(files)
    }
  }

  #forget(files: JobFiles, label: string): void {
    files.remove()
    Reflect.deleteProperty(this.#place.mac().jobs, label)
  }

  /** The plist as a job, or why launchd refuses it. */
  #read(plist: string): Definition | string {
    const { root } = this.#place.folder
    const inside = plist.startsWith(`${root}/`) ? plist.slice(root.length) : plist
    const path = join(root, inside)
    if (!existsSync(path)) return `there is no ${inside}`
    if ((statSync(path).mode & 0o022) !== 0) return `${inside} can be written by others than root`
    try {
      return readDefinition(readFileSync(path, 'utf8'), inside)
    } catch (error) {
      return `${inside}: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  #remember({ label, plist }: Definition): void {
    this.#place.mac().jobs[label] = { label, plist, runs: 0, lastExit: null, lastSignal: null }
  }

  /** Starts a supervisor and returns when it has said what became of the first start. */
  async #start(files: JobFiles): Promise<void> {
    const { folder, sim, door, enter } = this.#place
    const { user, name, faults } = this.#place.mac()
    const definition = files.definition()
    files.writePlan(spawnPlan(definition, folder, user, sim, faults['job hangs'] === definition.label))
    const env = macEnvironment({ folder, user, sim, enter })
    const words = ['--max-old-space-size=32', SUPERVISOR, files.folder, door, name, definition.label]
    const child = spawn(...inside(enter, process.execPath, words), {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await new Promise<void>((resolve) => {
      child.stdout.once('data', () => resolve())
      child.once('close', () => resolve()).once('error', () => resolve())
    })
    child.stdout.destroy()
    child.unref()
    this.settle(definition.label)
  }
}

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000
  while (!done() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
}
