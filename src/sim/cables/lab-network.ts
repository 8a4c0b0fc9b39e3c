import { spawn } from 'node:child_process'
import { Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { hostProgram } from '../host-program.js'
import type { SimMac, World } from '../world.js'
import { clearLeftovers, lanOf, removeNetworkOf } from './deeds.js'
import { macAddress, openLan } from './lan.js'
import { batch, missingForCables, NAMESPACES } from './programs.js'
import { seenBytes, seenPorts, type Bytes } from './seen.js'
import { adjustments, limits, removals } from './steps.js'
import { wantedNetworks, type WantedNetwork } from './wanted.js'

const LISTENER = fileURLToPath(new URL('listen-inside.mjs', import.meta.url))

/** Where real cables are on: a namespace per Mac, a veth pair per cable, and a LAN on which this machine is too. */
export class LabNetwork {
  readonly #sim: string
  readonly #number: number
  readonly #macs: readonly string[]
  readonly #done = new Map<string, string>()
  #last: Promise<unknown> = Promise.resolve()

  private constructor(sim: string, number: number, macs: readonly string[]) {
    this.#sim = sim
    this.#number = number
    this.#macs = macs
  }

  /** `before`: where a Mac was reached the last time. */
  static async open(sim: string, { lab, macs }: World, before: string | null): Promise<LabNetwork> {
    const missing = missingForCables()
    if (missing !== null) throw new Error(missing)
    await clearLeftovers(sim, lab)
    const all = Object.values(macs)
    const seats = (number: number) => all.map((mac) => ({ namespace: spaceOf(number, mac.name), ...ethernetOf(mac) }))
    return new LabNetwork(sim, await openLan({ sim, lab, seats, before }), Object.keys(macs))
  }

  /** Where this machine and the other Macs reach a Mac. */
  address(mac: string): string {
    return macAddress(this.#number, this.#macs.indexOf(mac))
  }

  has(address: string): boolean {
    return this.#macs.some((mac) => this.address(mac) === address)
  }

  /** Words that start what follows them in the network of a Mac. */
  enter(mac: string): readonly string[] {
    return [hostProgram('nsenter') ?? 'nsenter', `--net=${NAMESPACES}/${this.#space(mac)}`, '--']
  }

  /** A socket that listens in the network of a Mac, for servers that run outside. */
  listen(mac: string, address: string, port: number): Promise<Server> {
    const [program = '', ...words] = [...this.enter(mac), process.execPath, LISTENER, address, String(port)]
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    return new Promise((resolve, reject) => {
      let said = ''
      child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
      child.once('message', (_, server) => (server instanceof Server ? resolve(server) : undefined))
      child.once('error', reject)
      child.once('close', () => reject(new Error(`nothing can listen on port ${port} of ${mac}: ${said}`)))
    })
  }

  /** Brings the kernel in line with the world; when it returns, programs on the Macs have what tools print. */
  follow(world: World): Promise<void> {
    const next = this.#last.then(() => this.#follow(wantedNetworks(world)))
    this.#last = next.catch(() => undefined)
    return next
  }

  bytesOn(mac: string, device: string): Promise<Bytes> {
    return seenBytes(this.#space(mac), device)
  }

  /** Everything of this lab goes. Its processes must have ended. */
  async remove(): Promise<void> {
    await this.#last
    await removeNetworkOf(this.#sim)
  }

  async #follow(all: ReadonlyMap<string, WantedNetwork>): Promise<void> {
    const changed = [...all].filter(([mac, wanted]) => this.#done.get(mac) !== JSON.stringify(wanted))
    for (const [mac] of changed) this.#done.delete(mac)
    // First all that goes: a receptacle whose cable was moved has one interface, not two.
    for (const [mac, wanted] of changed) await batch('ip', this.#space(mac), removals(wanted, await this.#seen(mac)))
    for (const [mac, wanted] of changed) await this.#plugIn(mac, wanted)
    for (const [mac, wanted] of changed) await this.#adjust(mac, wanted)
    for (const [mac, wanted] of changed) this.#done.set(mac, JSON.stringify(wanted))
  }

  /** Makes the veth pairs that are missing, each from the end that comes first. */
  async #plugIn(mac: string, { ports }: WantedNetwork): Promise<void> {
    const seen = await this.#seen(mac)
    for (const { name, ether, cable } of ports.filter((port) => port.cable !== null && !seen.has(port.name))) {
      if (cable === null) continue
      const far = `peer name ${cable.far.device} address ${cable.far.ether} netns ${this.#space(cable.far.mac)}`
      await batch('ip', null, [`link add name ${name} address ${ether} netns ${this.#space(mac)} type veth ${far}`])
      await batch('ip', this.#space(mac), [`link set dev ${name} alias ${cable.name}`])
      await batch('ip', this.#space(cable.far.mac), [`link set dev ${cable.far.device} alias ${cable.name}`])
    }
  }

  // The kernel takes secondary addresses away with the primary one, so what was done is looked at again.
  async #adjust(mac: string, wanted: WantedNetwork): Promise<void> {
    for (let rounds = 3; rounds > 0; rounds -= 1) {
      const seen = await this.#seen(mac)
      const [ip, tc] = [adjustments(wanted, seen), limits(wanted, seen)]
      if (ip.length + tc.length === 0) return
      await batch('ip', this.#space(mac), ip)
      await batch('tc', this.#space(mac), tc)
    }
    throw new Error(`real cables: the network of ${mac} does not become what the world says`)
  }

  #seen(mac: string): ReturnType<typeof seenPorts> {
    return seenPorts(this.#space(mac))
  }

  #space(mac: string): string {
    return spaceOf(this.#number, mac)
  }
}

function spaceOf(number: number, mac: string): string {
  return `${lanOf(number)}-${mac}`
}

/** The interface by which people reach a Mac: where its LAN is, else its Ethernet or Wi-Fi. */
function ethernetOf(mac: SimMac): { readonly device: string; readonly ether: string } {
  const device = mac.lan?.device ?? mac.hardwarePorts.find(({ name }) => /^(Ethernet|Wi-Fi)$/.test(name))?.device
  const port = device === undefined ? undefined : mac.kernel.interfaces[device]
  if (device === undefined || !port) throw new Error(`${mac.name} has no Ethernet and no Wi-Fi`)
  return { device, ether: port.mac }
}
