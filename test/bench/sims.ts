import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { newWorld } from '../../src/sim/new-world.js'
import type { World } from '../../src/sim/world.js'
import type { Connection } from '../../src/ssh/connection.js'

export interface Sims {
  /** How each sim Mac is reached, by name. */
  readonly connections: Readonly<Record<string, Connection>>
  stop(): Promise<void>
}

interface Announced {
  readonly macs: Readonly<Record<string, { address: string; port: number; user: string; hostKey: string }>>
}

/** Sim Macs in a process of their own, so that their CPU time is not ours. */
export async function startSims(folder: string, world: World): Promise<Sims> {
  const identity = loginKey(folder)
  const file = join(folder, 'world.json')
  writeFileSync(file, JSON.stringify(world))
  const words = [join('dist', 'sim', 'main.js'), join(folder, 'sim'), file]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify({ authorizedKeys: [readFileSync(`${identity}.pub`, 'utf8')] }))
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'close').then(() => Promise.reject(new Error('the sim ended before its Macs could be reached'))),
  ])) as [string]
  const { macs } = JSON.parse(line) as Announced
  const connections = Object.entries(macs).map(([name, mac]) => [name, { ...mac, identity }] as const)
  return {
    connections: Object.fromEntries(connections),
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'close')
    },
  }
}

/** So many Mac Studios, without a cable. */
export function studios(count: number): World {
  const names = Array.from({ length: count }, (_, at) => `mac-${String(at + 1).padStart(2, '0')}`)
  const macs = Object.fromEntries(names.map((name) => [name, { model: 'Mac15,14' }]))
  return newWorld({ lab: 'bench', seed: 1, macs })
}

function loginKey(folder: string): string {
  const identity = join(folder, 'id')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(identity)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', identity])
  return identity
}
