import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mac } from '../../src/resources/mac/mac.js'
import type { CommonInputs, Kind } from '../../src/resources/kind.js'
import type { WorkOrder } from '../../src/resources/words.js'
import type { NewWorld } from '../../src/sim/new-world.js'
import { Stage } from './stage.js'

/** What only a person can do: the orders they get, and their hands. */
export interface Person {
  readonly orders: readonly Pick<WorkOrder, 'mac' | 'hands'>[]
  readonly hands: (stage: Stage) => Promise<void>
}

/** One kind's life on sim Macs over real SSH. Every step builds on the one before it. */
export interface Story<I extends CommonInputs, S> {
  readonly world: NewWorld
  readonly kind: Kind<I, S>
  readonly inputs: I
  /** What is there before the lab comes. */
  readonly setUp?: (stage: Stage) => Promise<void>
  /** The inputs that an import reads off the Macs, where they are not those that the lab declares. */
  readonly imported?: Partial<I>
  /** Paths of the changes that a preview shows before anything was done, and the person they need, if any. */
  readonly atFirst: readonly string[]
  readonly person?: Person
  /** Somebody changes the world behind our back; `shows` are the paths of the changes that the next preview shows. */
  readonly drift: {
    readonly by: (stage: Stage) => Promise<void>
    readonly shows: readonly string[]
    readonly person?: Person
  }
  /** What is there once it has converged, beyond "nothing differs". */
  readonly holds?: (stage: Stage) => void | Promise<void>
}

/** Tells the story: preview, converge, converge again, import, drift, disappearance, release, release again. */
export function tellStory<I extends CommonInputs, S>(story: Story<I, S>): void {
  const { kind, inputs, world } = story
  describe(`the life of ${kind.id(inputs)}`, { timeout: 60_000 }, () => {
    let stage: Stage
    let before: string
    beforeAll(async () => {
      stage = await Stage.open(world)
      await story.setUp?.(stage)
      before = stage.settings()
      if (kind.name !== 'Mac') await claimAll(stage, world)
    })
    afterAll(() => stage.close())

    it('is previewed without a write', async () => {
      const settings = stage.settings()
      expect((await stage.look(kind, inputs)).shows).toEqual(story.atFirst)
      expect(Stage.differing(settings, stage.settings())).toEqual([])
    })

    it('converges, and a second look finds nothing left to do', async () => {
      await converge(stage, story.person)
      expect((await stage.look(kind, inputs)).shows).toEqual([])
      await story.holds?.(stage)
    })

    it('tells nothing when it converges again', async () => {
      await stage.settle(kind, inputs)
      expect(stage.told).toEqual([])
    })

    it('is imported by its id alone', async () => {
      const imported = await stage.read(kind, null, kind.id(inputs))
      expect(imported).toMatchObject({ gone: false, inputs: { ...inputs, ...story.imported } })
    })

    it('shows drift in a preview, and repairs it', async () => {
      await story.drift.by(stage)
      expect(await stage.read(kind, inputs, kind.id(inputs))).toMatchObject({ gone: false, unfinished: [] })
      expect((await stage.look(kind, inputs)).shows).toEqual(story.drift.shows)
      await converge(stage, story.drift.person)
      expect((await stage.look(kind, inputs)).shows).toEqual([])
      await story.holds?.(stage)
    })

    it('adopts what is there when its claim has disappeared', async () => {
      for (const name of kind.macs(inputs)) {
        const said = await stage.bench.ssh(name, `sudo -n rm ${claimFile(kind.id(inputs))}`)
        expect(said).toMatchObject({ exit: 0 })
      }
      expect(await stage.settle(kind, inputs)).toMatchObject({ claimed: true, ready: { state: 'ready' } })
      await stage.settle(kind, inputs)
      expect(stage.told).toEqual([])
    })

    it('gives the Macs back as they were found, byte for byte', async () => {
      await giveBack(stage)
      expect(Stage.differing(before, stage.settings())).toEqual([])
    })

    it('has nothing to give back a second time', async () => {
      await giveBack(stage)
      expect(Stage.differing(before, stage.settings())).toEqual([])
    })

    async function converge(on: Stage, person: Person | undefined): Promise<void> {
      if (person !== undefined) {
        const { ready, workOrders } = await on.settle(kind, inputs)
        expect(ready.state).toBe('waiting')
        expect(workOrders).toMatchObject(person.orders)
        await person.hands(on)
      }
      expect(await on.settle(kind, inputs)).toMatchObject({ ready: { state: 'ready' }, workOrders: [] })
    }

    async function giveBack(on: Stage): Promise<void> {
      const { outputs } = await on.look(kind, inputs)
      if (outputs.observed !== null) await on.release(kind, inputs, outputs.observed)
      if (kind.name !== 'Mac') await releaseAll(on, world)
    }
  })
}

function claimFile(id: string): string {
  return `"$MACLOOM_ROOT"/usr/local/macloom/claims/'${id.replaceAll('/', '+')}'`
}

const gate = (lab: string, name: string) => ({ needs: [], lab, mac: name, claims: [] })

/** What every other kind stands on: the lab's claim on each Mac. */
export async function claimAll(stage: Stage, { lab, macs }: NewWorld): Promise<void> {
  for (const name of Object.keys(macs)) {
    const { ready } = await stage.settle(mac, gate(lab, name), `urn:mac:${name}`)
    if (ready.state !== 'ready') throw new Error(`${name} could not be claimed: ${ready.reason}`)
  }
}

/** The last step of a destroy: claims and folders go. */
export async function releaseAll(stage: Stage, { lab, macs }: NewWorld): Promise<void> {
  for (const name of Object.keys(macs)) {
    const { outputs } = await stage.look(mac, gate(lab, name))
    if (outputs.observed !== null) await stage.release(mac, gate(lab, name), outputs.observed, `urn:mac:${name}`)
  }
}
