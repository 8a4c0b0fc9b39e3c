import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Appointment, Arrangement } from './appointment.js'
import { clock } from './hands-on-world.js'
import type { World } from './world.js'

export interface AgendaPlace {
  readonly world: () => World
  readonly save: () => void
  readonly directory: string
  readonly use: (hand: string, words: readonly unknown[]) => Promise<void>
}

// Timers of Node overflow after 24 days; nothing is lost by looking earlier.
const LONGEST = 2 ** 31 - 1

/**
 * Keeps the appointments of a world: after seconds, before the nth command, at the nth tell. They are in the world, so
 * they survive a restart of the sim, and what fell due meanwhile happens at its start. What happened stands in
 * agenda.log of the sim's directory.
 */
export class Agenda {
  readonly #place: AgendaPlace
  #timer: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(place: AgendaPlace) {
    this.#place = place
  }

  /** Adds to what is going to happen, and looks after the clock from now on. */
  arrange(more: readonly Arrangement[]): void {
    const world = this.#place.world()
    world.agenda.push(...more.map((each) => dated(each, clock(world))))
    this.wind()
  }

  clear(): void {
    this.#place.world().agenda = []
    this.wind()
  }

  /** Sets the clock for the next appointment that has a time. */
  wind(): void {
    clearTimeout(this.#timer)
    const world = this.#place.world()
    const times = world.agenda.flatMap(({ when }) => ('at' in when ? [when.at] : []))
    this.#place.save()
    if (this.#stopped || times.length === 0) return
    const left = Math.max(0, Math.min(...times) - clock(world)) * 1000
    this.#timer = setTimeout(() => void this.#due(), Math.min(Math.ceil(left), LONGEST))
    this.#timer.unref()
  }

  /** Ends the clockwork; resolves when what is happening has happened. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#last
  }

  /** Counts a command that has come in. */
  async exec(mac: string): Promise<void> {
    await this.#count(mac, 'exec')
    const fault = this.#place.world().macs[mac]?.faults.reboot
    if (fault === undefined) return
    await this.#use('clearFault', [mac, 'reboot'])
    // The command is to run when the power goes.
    setTimeout(() => void this.#use('reboot', [mac]), (Number(fault) || 0) * 1000)
  }

  /** Watches a tool that may change a Mac; the returned function counts the tell if it did. */
  tell(mac: string): () => Promise<void> {
    const waits = this.#place.world().agenda.some(({ when }) => 'on' in when && when.on === 'tell' && when.mac === mac)
    if (!waits) return () => Promise.resolve()
    const before = this.#state(mac)
    return async () => {
      if (this.#state(mac) !== before) await this.#count(mac, 'tell')
    }
  }

  #state(mac: string): string {
    return JSON.stringify(this.#place.world().macs[mac])
  }

  async #count(mac: string, what: 'exec' | 'tell'): Promise<void> {
    const due: Appointment[] = []
    for (const each of this.#place.world().agenda) {
      const { when } = each
      if (!('on' in when) || when.on !== what || when.mac !== mac) continue
      when.left -= 1
      if (when.left <= 0) due.push(each)
    }
    await this.#keep(due)
  }

  async #due(): Promise<void> {
    const world = this.#place.world()
    const now = clock(world)
    await this.#keep(world.agenda.filter(({ when }) => 'at' in when && when.at <= now))
    this.wind()
  }

  async #keep(due: readonly Appointment[]): Promise<void> {
    if (due.length === 0) return
    const world = this.#place.world()
    world.agenda = world.agenda.filter((each) => !due.includes(each))
    const work = async (): Promise<void> => {
      for (const each of due) await this.#use(each.hand, each.words)
      this.arrange(
        due.flatMap(({ then }) => then.map(({ seconds, ...act }) => ({ ...act, when: { seconds }, then: [] }))),
      )
    }
    this.#last = this.#last.then(work)
    await this.#last
  }

  /** Uses a hand. What cannot be done any more, since somebody pulled that cable before, is no reason to stop playing. */
  async #use(hand: string, words: readonly unknown[]): Promise<void> {
    if (this.#stopped) return
    const failed = await this.#place.use(hand, words).then(
      () => '',
      (error: unknown) => `: ${error instanceof Error ? error.message : String(error)}`,
    )
    const line = [clock(this.#place.world()).toFixed(3), hand, ...words.map((word) => JSON.stringify(word))].join(' ')
    appendFileSync(join(this.#place.directory, 'agenda.log'), `${line}${failed}\n`)
  }
}

function dated({ when, ...what }: Arrangement, now: number): Appointment {
  if ('seconds' in when) return { ...what, when: { at: now + when.seconds } }
  if ('exec' in when) return { ...what, when: { on: 'exec', mac: when.mac, left: when.exec } }
  return { ...what, when: { on: 'tell', mac: when.mac, left: when.tell } }
}
