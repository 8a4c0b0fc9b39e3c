import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { settingsOf } from '../../../src/cli/demo/settings.js'
import { fabric } from '../../../src/resources/fabric/fabric.js'
import type { FabricInputs } from '../../../src/resources/fabric/inputs.js'
import { mac as macKind } from '../../../src/resources/mac/mac.js'
import type { Arrangement } from '../../../src/sim/appointment.js'
import type { Connection } from '../../../src/ssh/connection.js'
import type { Bench } from '../../sim/lab.js'
import { Controller, type Death } from './controller.js'
import { leftovers, networkOf } from './judge.js'
import type { Scenario } from './scenario.js'

export interface Outcome {
  readonly scenario: Scenario
  readonly ended: 'old' | 'new'
  /** Seconds from arming to the end of the timer, of several the longest; null when none was armed. */
  readonly seconds: number | null
}

const PATIENT = 90

/** One Mac on which one scenario after the other is played; each begins and ends with the network as it was found. */
export class Lane {
  readonly #bench: Bench
  readonly #mac: string
  readonly #seconds: number

  constructor(bench: Bench, mac: string, seconds: number) {
    this.#bench = bench
    this.#mac = mac
    this.#seconds = seconds
  }

  /** Throws, with the differences, unless the Mac ends wholly old or wholly new and can be given back byte for byte. */
  async play(scenario: Scenario): Promise<Outcome> {
    const settings = this.#settings()
    const found = await networkOf(this.#bench, this.#mac)
    await this.#cleanly((controller) => controller.up(macKind, this.#gate()))
    await this.#cleanly((controller) => controller.up(fabric, this.#inputs(PATIENT)))
    const converged = await networkOf(this.#bench, this.#mac)
    if (scenario.work === 'up') await this.#giveBack()
    const [before, after] = scenario.work === 'up' ? [found, converged] : [converged, found]
    const seconds = await this.#trouble(scenario)
    const ended = await this.#judge(before, after)
    await this.#bench.sim.hands.clearFault(this.#mac, 'management lost')
    await this.#finish(scenario, converged)
    await this.#giveBack()
    await this.#cleanly((controller) => controller.destroy(macKind, this.#gate()))
    same('settings after a destroy', settings, this.#settings())
    same('left over', '', await leftovers(this.#bench, this.#mac))
    return { scenario, ended, seconds }
  }

  /** The scenario itself, until nothing is under way any more. */
  async #trouble({ work, trouble, at }: Scenario): Promise<number | null> {
    const { hands } = this.#bench.sim
    const where = /^killed (before|during|after)$/.exec(trouble)?.[1] as Death['where'] | undefined
    const dies = trouble === 'second controller' ? 'before' : where
    const controller = this.#controller(dies === undefined ? null : { at, where: dies })
    if (trouble === 'route lost') await hands.setFault(this.#mac, 'management lost', 'yes')
    const act = ACTS[trouble]
    if (act !== undefined) await hands.arrange(...act(this.#mac, at))
    const watch = this.#watch()
    const inputs = this.#inputs(this.#seconds)
    await (work === 'up' ? controller.up(fabric, inputs) : controller.destroy(fabric, inputs))
    if (trouble === 'second controller') await this.#second(work)
    await hands.clearAgenda()
    await hands.clearFault(this.#mac, 'down')
    const seconds = await watch
    await controller.end()
    return seconds
  }

  /** Works on while the timer of the first runs; whether it comes to its end in time is its own affair. */
  async #second(work: Scenario['work']): Promise<void> {
    const second = this.#controller(null)
    const inputs = this.#inputs(this.#seconds)
    await (work === 'up' ? second.up(fabric, inputs) : second.destroy(fabric, inputs))
    await second.end()
  }

  async #judge(before: string, after: string): Promise<'old' | 'new'> {
    const now = await networkOf(this.#bench, this.#mac)
    if (now === before) return 'old'
    if (now === after) return 'new'
    throw new Error(`neither wholly old nor wholly new:\n${differences(before, now).join('\n')}`)
  }

  /** Whatever happened, the next run comes to the end that was wanted. */
  async #finish({ work }: Scenario, converged: string): Promise<void> {
    if (work === 'destroy') return
    await this.#cleanly((controller) => controller.up(fabric, this.#inputs(PATIENT)))
    same('network after the next up', converged, await networkOf(this.#bench, this.#mac))
  }

  async #giveBack(): Promise<void> {
    await this.#cleanly((controller) => controller.destroy(fabric, this.#inputs(PATIENT)))
  }

  async #cleanly(work: (controller: Controller) => Promise<'done' | 'failed' | 'dead'>): Promise<void> {
    const controller = this.#controller(null)
    const outcome = await work(controller)
    await controller.end()
    if (outcome !== 'done') throw new Error(`a run without trouble ${outcome}: ${controller.why}`)
  }

  /** Resolves when no timer runs any more, with the seconds that the longest of them ran. */
  async #watch(): Promise<number | null> {
    const folder = join(this.#bench.root(this.#mac), 'usr/local/macloom/timers', `Fabric+${this.#mac}`)
    const runs = () => ['armed', 'firing'].some((state) => existsSync(join(folder, state)))
    const lock = join(this.#bench.root(this.#mac), 'private/tmp/macloom.lock')
    let began: number | null = null
    let longest: number | null = null
    // What a run has told goes on without it: quiet is what stays quiet for a while.
    for (let quiet = 0; quiet < QUIET;) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      if (runs()) began ??= performance.now()
      else if (began !== null) {
        longest = Math.max(longest ?? 0, (performance.now() - began) / 1000)
        began = null
      }
      quiet = began === null && !existsSync(lock) ? quiet + 1 : 0
    }
    return longest
  }

  #controller(death: Death | null): Controller {
    return new Controller(this.#connections(), death, () => this.#bench.sim.hands.dropConnections(this.#mac))
  }

  #connections(): Record<string, Connection> {
    const at = this.#bench.sim.macs[this.#mac]
    if (at === undefined) throw new Error(`no sim Mac ${this.#mac}`)
    const { address, port, user, hostKey } = at
    return { [this.#mac]: { address, port, user, hostKey, identity: join(this.#bench.folder, 'id') } }
  }

  #inputs(revertAfter: number): FabricInputs {
    const port = { receptacle: 2, address: '10.77.0.1', netmask: '255.255.255.252', peerAddress: '10.77.0.2' }
    return { needs: [], mac: this.#mac, ports: [port], revertAfter }
  }

  #gate() {
    return { needs: [], lab: 'chaos', mac: this.#mac, claims: [] }
  }

  #settings(): string {
    const mac = this.#bench.sim.world().macs[this.#mac]
    if (mac === undefined) throw new Error(`no sim Mac ${this.#mac}`)
    return settingsOf(mac, this.#bench.root(this.#mac))
  }
}

/** Looks without a sign of life before a Mac counts as quiet; a session may lie between two tells of a run. */
const QUIET = 60

const on = (mac: string, at: number, hand: string, ...words: readonly unknown[]): Arrangement => ({
  ...{ hand, words: [mac, ...words], when: { tell: at, mac } },
  then: [],
})

const ACTS: Partial<Record<Scenario['trouble'], (mac: string, at: number) => Arrangement[]>> = {
  'session dropped': (mac, at) => [on(mac, at, 'dropConnections')],
  'port closed': (mac, at) => [on(mac, at, 'setFault', 'down', 'yes')],
  restart: (mac, at) => [on(mac, at, 'reboot')],
}

function same(what: string, wanted: string, now: string): void {
  if (wanted !== now) throw new Error(`${what}:\n${differences(wanted, now).join('\n')}`)
}

function differences(before: string, after: string): string[] {
  const [had, has] = [before, after].map((text) => new Set(text.split('\n')))
  return [
    ...[...(had ?? [])].flatMap((line) => (has?.has(line) ? [] : [`- ${line}`])),
    ...[...(has ?? [])].flatMap((line) => (had?.has(line) ? [] : [`+ ${line}`])),
  ]
}
