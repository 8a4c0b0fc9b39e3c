import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../sim/lab.js'
import { PAIR } from '../sim/lab.js'
import { isRunning, providersOf } from './processes.js'
import { TestLab } from './test-lab.js'
import type { Held, Use } from './watch.js'

const LAB = { links: ['studio-1:2 <-> studio-2:2'], fabric: { subnet: '127.77.0.0/16', revertAfter: 30 } }
const onFirst = (tool: string, verb: string) => (use: Use) =>
  use.mac === 'studio-1' && use.tool === tool && use.root && use.words.includes(verb)

describe('a converge that does not come to its end', () => {
  let lab: TestLab
  const found: Record<string, string> = {}

  beforeAll(async () => {
    lab = await TestLab.start({
      world: PAIR,
      lab: LAB,
    })
    for (const mac of Object.keys(lab.sim.macs)) found[mac] = lab.settings(mac)
  })
  afterAll(() => lab.stop())

  /** Starts `pulumi up` and waits until it holds at a place; fails when it never gets there. */
  async function upTo(held: Held) {
    const started = lab.pulumi.start('up', '--yes', '--skip-preview')
    const ended = started.promise.then(({ text }) => Promise.reject(new Error(`never got there:\n${text}`)))
    await Promise.race([held.reached, ended])
    ended.catch(() => undefined)
    return started
  }

  /** What was told goes on without its client; this waits until it has ended. */
  async function quietMac(mac: string): Promise<void> {
    const lock = join(lab.sim.directory, 'macs', mac, 'root/private/tmp/macloom.lock')
    await until(() => !existsSync(lock))
  }

  it.each([
    ['the first setting', 'pmset', ''],
    ['the port that leaves the bridge', 'ifconfig', 'deletem'],
    ['the new network service', 'networksetup', '-createnetworkservice'],
  ])('a provider killed with SIGKILL at %s fails the run and no more', async (_where, tool, verb) => {
    const held = lab.watch.stopAt(onFirst(tool, verb))
    const { child, promise } = await upTo(held)
    const providers = providersOf(child.pid)
    expect(providers.length).toBeGreaterThan(0)
    for (const pid of providers) process.kill(pid, 'SIGKILL')
    held.go()
    expect((await promise).exit).not.toBe(0)
    await quietMac('studio-1')
    await quietMac('studio-2')
  })

  it('the Mac takes a change of its network back by itself, and the next up starts over and finishes', async () => {
    const armed = () => existsSync(lab.ours('studio-1', 'timers/Fabric+studio-1/armed'))
    expect(armed()).toBe(true)
    await until(() => existsSync(lab.ours('studio-1', 'timers/Fabric+studio-1/reverted')), 60)
    const services = () => lab.sim.world().macs['studio-1']?.services.map(({ name }) => name)
    expect(services()).toEqual(['Ethernet', 'Wi-Fi', 'Thunderbolt Bridge'])
    const preview = await lab.preview()
    expect(preview.text).toContain('took a change of its network back by itself')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(services()).toEqual(['Ethernet', 'Wi-Fi', 'Thunderbolt Bridge', 'macloom Thunderbolt 2'])
    expect(armed()).toBe(false)
    const quiet = await lab.preview('--expect-no-changes')
    expect(quiet.exit, quiet.text).toBe(0)
  })

  it('a successful Read clears initErrors, so the marker on the Mac forces the Update of what was left half done', async () => {
    lab.writeLab({ ...LAB, settings: { sleep: 9 } })
    const held = lab.watch.stopAt(onFirst('pmset', 'sleep 9'))
    const { promise } = await upTo(held)
    await lab.sim.hands.dropConnections('studio-1')
    held.go()
    const cut = await promise
    expect(cut.exit).not.toBe(0)
    expect(cut.text).toContain('may have run')
    await quietMac('studio-1')
    expect(existsSync(lab.ours('studio-1', 'operations/OsSettings+studio-1'))).toBe(true)
    lab.watch.forget()
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.watch.told.filter((line) => line.includes('sleep 9'))).toEqual([])
    expect(existsSync(lab.ours('studio-1', 'operations/OsSettings+studio-1'))).toBe(false)
    expect(lab.sim.world().macs['studio-1']?.power.ac['sleep']).toBe('9')
  })

  it('Ctrl-C in the middle of a converge saves the state, and the next up goes on', async () => {
    lab.writeLab({ ...LAB, settings: { sleep: 11, displaySleep: 12 } })
    const held = lab.watch.stopAt(onFirst('pmset', 'sleep 11'))
    const { child, promise } = await upTo(held)
    const heard = new Promise<void>((resolve) => {
      const listen = (chunk: string) => (/cancel/i.test(chunk) ? resolve() : undefined)
      child.stdout.on('data', listen)
      child.stderr.on('data', listen)
    })
    child.kill('SIGINT')
    await heard
    held.go()
    const interrupted = await promise
    expect(interrupted.exit, interrupted.text).not.toBe(0)
    expect(await lab.state()).toHaveProperty('studio-1-settings')
    await quietMac('studio-1')
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.sim.world().macs['studio-1']?.power.ac).toMatchObject({ sleep: '11', displaysleep: '12' })
  })

  it('of two ups at once one says that the stack is locked, and changes nothing', async () => {
    lab.writeLab({ ...LAB, settings: { sleep: 13 } })
    const held = lab.watch.stopAt(onFirst('pmset', 'sleep 13'))
    const { promise } = await upTo(held)
    const second = await lab.up()
    held.go()
    expect(second.exit).not.toBe(0)
    expect(second.text).toContain('locked')
    const first = await promise
    expect(first.exit, first.text).toBe(0)
  })

  it('pulumi cancel frees a stack whose engine was killed, and the next up goes on', async () => {
    lab.writeLab({ ...LAB, settings: { sleep: 17 } })
    const held = lab.watch.stopAt(onFirst('pmset', 'sleep 17'))
    const { child, promise } = await upTo(held)
    const providers = providersOf(child.pid)
    child.kill('SIGKILL')
    held.go()
    await promise
    await until(() => !providers.some(isRunning))
    expect((await lab.up()).text).toContain('locked')
    const cancel = await lab.pulumi.run('cancel', '--yes')
    expect(cancel.exit, cancel.text).toBe(0)
    const up = await lab.up()
    expect(up.exit, up.text).toBe(0)
    expect(lab.sim.world().macs['studio-1']?.power.ac['sleep']).toBe('17')
  })

  it('after all of this the Macs are given back as they were found, byte for byte', async () => {
    const destroy = await lab.destroy()
    expect(destroy.exit, destroy.text).toBe(0)
    for (const [mac, before] of Object.entries(found)) expect(lab.changed(mac, before)).toEqual([])
  })
})
