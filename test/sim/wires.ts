import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { missingForCables } from '../../src/sim/cables/programs.js'
import { deviceOf } from '../../src/sim/cabling.js'
import type { Bench } from './lab.js'

const missing = missingForCables()

/** What the kernel does not allow no script of ours can install: it is said aloud, and the tests on cables are left out. */
export const LEFT_OUT = missing !== null
if (LEFT_OUT) console.warn(`The tests on real cables are LEFT OUT: ${missing}`)

const STREAM = fileURLToPath(new URL('stream.mjs', import.meta.url))
const STORED = '/Library/Preferences/SystemConfiguration/preferences.plist'

export interface Stream {
  readonly bytes: number
  readonly seconds: number
  readonly from: string
}

/** Words for a Mac's shell that take or give a stream. */
export function stream(...words: readonly (string | number)[]): string {
  return [process.execPath, STREAM, ...words].join(' ')
}

/** A stream from one Mac to another at an address of the other. */
export async function carry(lab: Bench, from: string, to: string, address: string, bytes: number): Promise<Stream> {
  const taken = lab.ssh(to, stream('take', address, 7000))
  const given = await lab.ssh(from, stream('give', address, 7000, bytes))
  if (given.exit !== 0) throw new Error(`${from} could not reach ${address}: ${given.stderr}`)
  return JSON.parse((await taken).stdout) as Stream
}

export function device(lab: Bench, mac: string, receptacle: number): string {
  const found = lab.sim.world().macs[mac]
  return (found && deviceOf(found, receptacle)) ?? 'none'
}

/** Takes the Macs' ports out of the Thunderbolt bridge for good, and gives them the addresses of their links by services. */
export async function separate(
  lab: Bench,
  links: Readonly<Record<string, Readonly<Record<number, string>>>>,
): Promise<void> {
  for (const [mac, addresses] of Object.entries(links)) {
    const script = [
      'sudo -n ifconfig bridge0 destroy',
      `sudo -n PlistBuddy -c 'Delete :VirtualNetworkInterfaces:Bridge:bridge0' ${STORED}`,
      ...Object.entries(addresses).flatMap(([receptacle, address]) => [
        `sudo -n ifconfig ${device(lab, mac, Number(receptacle))} up`,
        `sudo -n networksetup -createnetworkservice link${receptacle} 'Thunderbolt ${receptacle}'`,
        `sudo -n networksetup -setmanual link${receptacle} ${address} 255.255.255.252`,
      ]),
    ]
    const said = await lab.ssh(mac, script.join(' && '))
    if (said.exit !== 0) throw new Error(`${mac} kept its bridge: ${said.stdout}${said.stderr}`)
  }
}

/** Both directions together. */
export async function counted(lab: Bench, mac: string, receptacle: number): Promise<number> {
  const { received, sent } = await lab.sim.bytesOn(mac, device(lab, mac, receptacle))
  return received + sent
}

/** What went over each interface of a Mac while something was done, both directions together; those without a wire left out. */
export async function during(lab: Bench, mac: string, deed: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await everyInterface(lab, mac)
  await deed()
  const after = await everyInterface(lab, mac)
  return Object.fromEntries(Object.entries(after).map(([name, bytes]) => [name, bytes - (before[name] ?? 0)]))
}

async function everyInterface(lab: Bench, mac: string): Promise<Record<string, number>> {
  const names = Object.keys(lab.sim.world().macs[mac]?.kernel.interfaces ?? {})
  const wired = await Promise.all(
    names.map(async (name) => {
      // Wi-Fi and receptacles without a cable have no interface in the kernel.
      const bytes = await lab.sim.bytesOn(mac, name).catch(() => null)
      return bytes === null ? [] : [[name, bytes.received + bytes.sent] as const]
    }),
  )
  return Object.fromEntries(wired.flat())
}

/** Everything in this machine's network that has a name: namespaces and interfaces. */
function names(): readonly string[] {
  const spaces = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' }).split('\n')
  return [...spaces.map((line) => line.replace(/ .*/, '')), ...readdirSync('/sys/class/net')].filter((name) => name)
}

/** The name that a lab's network bears, from the address of one of its Macs. */
export function networkOf(address: string): string {
  const [, second, third] = address.split('.').map(Number)
  return `macloom-${((second ?? 18) - 18) * 256 + (third ?? 0)}`
}

/** Those that no sim made. */
export function foreignNames(): readonly string[] {
  return names()
    .filter((name) => !name.startsWith('macloom-'))
    .sort()
}

export function namesOf(network: string): readonly string[] {
  return names()
    .filter((name) => name === network || name.startsWith(`${network}-`))
    .sort()
}

/** Whether this machine gets a connection to an address before one would give up on a Mac. */
export function reaches(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
    socket.setTimeout(3000, () => socket.destroy(new Error('silence')))
  })
}
