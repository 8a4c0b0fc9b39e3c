import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isAlive } from '../processes.js'
import type { Definition } from './definition.js'
import type { SpawnPlan } from './spawn-plan.js'

const processId = z.strictObject({ pid: z.number(), start: z.string() })

/** What a supervisor writes whenever something happens to its job. */
const state = z.strictObject({
  supervisor: processId.nullable(),
  state: z.enum(['running', 'spawn scheduled', 'not running']),
  pid: z.number().nullable(),
  runs: z.number(),
  lastExit: z.number().nullable(),
  lastSignal: z.string().nullable(),
})
export type JobState = z.infer<typeof state>

const FRESH: JobState = { supervisor: null, state: 'not running', pid: null, runs: 0, lastExit: null, lastSignal: null }

/** The folder of one loaded job under the Mac's run folder: definition, spawn plan, state, and the mark of its end. */
export class JobFiles {
  readonly folder: string

  constructor(jobs: string, label: string) {
    this.folder = join(jobs, label)
  }

  static labels(jobs: string): readonly string[] {
    return readdirSync(jobs)
  }

  create(definition: Definition): void {
    rmSync(this.folder, { recursive: true, force: true })
    mkdirSync(this.folder, { recursive: true })
    this.#write('definition', definition)
    this.#write('state', FRESH)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  get exists(): boolean {
    return existsSync(join(this.folder, 'definition.json'))
  }

  definition(): Definition {
    return JSON.parse(readFileSync(join(this.folder, 'definition.json'), 'utf8')) as Definition
  }

  /** The state as it is true now: of a supervisor that is gone no word about the present counts. */
  state(): JobState {
    const said = this.lastWords()
    return this.isSupervised(said) || said.state === 'not running' ? said : { ...said, state: 'not running', pid: null }
  }

  /** The state as it was written last, by whomever. */
  lastWords(): JobState {
    return state.parse(JSON.parse(readFileSync(join(this.folder, 'state.json'), 'utf8')))
  }

  isSupervised(said: JobState): boolean {
    return said.supervisor !== null && isAlive(said.supervisor)
  }

  writePlan(plan: SpawnPlan): void {
    this.#write('plan', plan)
  }

  /** bootout has been called; the job lives until its process has ended. */
  get dying(): boolean {
    return existsSync(join(this.folder, 'dying'))
  }

  markDying(): void {
    writeFileSync(join(this.folder, 'dying'), '')
  }

  #write(name: string, value: unknown): void {
    const path = join(this.folder, `${name}.json`)
    writeFileSync(`${path}.new`, JSON.stringify(value, null, 1))
    renameSync(`${path}.new`, path)
  }
}
