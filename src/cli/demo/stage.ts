import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Lab } from '../../lab/schema.js'
import { outOfTheBox } from '../../sim/new-world.js'
import { startSim, type Sim } from '../../sim/sim.js'
import { authorizedKeys, keyFile } from '../sim/login-key.js'
import { makeHollowModel } from './hollow-model.js'

/** Everything of the demo that lies outside the sim Macs is in this folder, and the folder is ignored by git. */
export const DEMO = join('.macloom', 'demo')
/** The folder of the sim, as the operator types it behind `--dir`. */
export const SIM = join(DEMO, 'sim')
/** Where every sim has its login key. */
export const LOGIN_KEY = keyFile(SIM)

export interface Completion {
  readonly text: string
}

/** The tools of this machine that the demo uses; Python is null where there is none. */
export interface Tools {
  readonly python: string | null
}

export function freshFolder(): void {
  rmSync(DEMO, { recursive: true, force: true })
  mkdirSync(SIM, { recursive: true, mode: 0o700 })
}

/** Two Macs as they come out of the box and as people cable them: one plug is in the wrong receptacle. */
export async function startMacs(lab: Lab): Promise<Sim> {
  const macs = Object.fromEntries(
    Object.entries(lab.macs).map(([name, { model, memory }]) => [
      name,
      { model: model ?? 'Mac15,14', ...(memory === undefined ? {} : { memoryBytes: memory }) },
    ]),
  )
  const cables = lab.links.map(({ between }) => between.join(' <-> '))
  const [, plug = ''] = lab.links[0]?.between ?? []
  const world = outOfTheBox({ lab: lab.lab, seed: 1, macs, cables }, { plug, instead: wrongReceptacle(plug) })
  const listen = Object.fromEntries(
    Object.entries(lab.macs).map(([name, { address, port }]) => [name, { address, port: port ?? 22 }]),
  )
  return startSim({
    world,
    directory: SIM,
    listen,
    authorizedKeys: authorizedKeys(SIM, undefined),
  })
}

function wrongReceptacle(plug: string): string {
  const [mac = '', receptacle = '1'] = plug.split(':')
  return `${mac}:${Number(receptacle) + 2}`
}

/** Makes the tiny model on the spot: random weights, the architecture of DeepSeek R1 and Kimi K2; hollow without Python. */
export function makeModel({ python }: Tools): void {
  const folder = join(DEMO, 'model')
  if (existsSync(join(folder, 'config.json'))) return
  if (python === null) makeHollowModel(folder)
  else execFileSync(python, [join('tools', 'tiny-model.py'), folder], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The same prompt by one rank alone on this machine: what the group's tokens must be. */
export function singleRank({ python }: Tools, prompt: string, tokens: number): Completion | null {
  if (python === null) return null
  const words = [join('tools', 'single-rank.py'), join(DEMO, 'model'), prompt, '--tokens', String(tokens)]
  return JSON.parse(
    execFileSync(python, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as Completion
}

/** A colleague at another terminal: ordinary ssh, ordinary commands. */
export async function colleague(sim: Sim, mac: string, command: string): Promise<void> {
  const at = sim.macs[mac]
  if (at === undefined) throw new Error(`no sim Mac ${mac}`)
  const options = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR']
  const words = [...options, '-i', LOGIN_KEY, '-p', String(at.port), `${at.user}@${at.address}`, command]
  // Not the synchronous form: the sim's SSH server lives in this very process.
  await promisify(execFile)('ssh', words)
}
