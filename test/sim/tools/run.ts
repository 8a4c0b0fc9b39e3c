import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { macOf } from '../../../src/sim/cabling.js'
import { newWorld } from '../../../src/sim/new-world.js'
import { macTools } from '../../../src/sim/tools/mac-tools.js'
import type { SimMac, ToolReply, World } from '../../../src/sim/world.js'

interface How {
  readonly root?: boolean
  readonly stdin?: string
  readonly folder?: string
}

/** Calls a stand-in as root, unless the test says otherwise. */
export async function run(world: World, mac: string, words: readonly string[], how: How = {}): Promise<ToolReply> {
  const [name, ...argv] = words
  const tool = macTools.find((known) => known.name === name)
  if (!tool) throw new Error(`no stand-in for ${name ?? ''}`)
  const { root = true, stdin = '', folder = '' } = how
  return tool.call({ world, mac: macOf(world, mac), argv, stdin, root, folder })
}

/** What a stand-in prints; anything but exit 0 fails the test. */
export async function printed(world: World, mac: string, ...words: string[]): Promise<string> {
  const reply = await run(world, mac, words)
  if (reply.exit !== 0) throw new Error(`${words.join(' ')}: exit ${reply.exit}: ${reply.stdout}${reply.stderr}`)
  return reply.stdout
}

export function only(world: World): SimMac {
  const [mac] = Object.values(world.macs)
  if (!mac) throw new Error('the world is empty')
  return mac
}

/** One Mac named `mac`, changed by `change`. */
export function oneMac(model: string, change: (mac: SimMac) => void = () => undefined): World {
  const world = newWorld({ lab: 'test', seed: 1, macs: { mac: { model } } })
  change(only(world))
  return world
}

/** The port of that name, for tests that set its identifiers. */
export function port(mac: SimMac, device: string): SimMac['kernel']['interfaces'][string] {
  const found = mac.kernel.interfaces[device]
  if (!found) throw new Error(`${mac.name} has no ${device}`)
  return found
}

export interface Capture {
  readonly file: string
  readonly tool: readonly string[]
  readonly exit: number
  readonly stderr: string
  readonly stdout: string
}

const folder = fileURLToPath(new URL('../../captures/', import.meta.url))

/** A recorded answer of a Mac, with the command that gave it. */
export function capture(file: string): Capture {
  const index = JSON.parse(readFileSync(`${folder}index.json`, 'utf8')) as Omit<Capture, 'stdout'>[]
  const entry = index.find((one) => one.file === file)
  if (!entry) throw new Error(`test/captures/index.json has no ${file}`)
  return { ...entry, stdout: readFileSync(folder + file, 'utf8') }
}
