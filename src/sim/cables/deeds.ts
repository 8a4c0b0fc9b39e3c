import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { endProcesses, isAlive, simMark, type ProcessId } from '../processes.js'
import { NAMESPACES, PREFIX, run } from './programs.js'

const INTERFACES = '/sys/class/net'

/** Whose a lab network is: written on its one interface outside of namespaces, and gone with it. */
export interface Deed {
  /** 0 to 511; in the name of everything of this network, and in its addresses. */
  readonly number: number
  readonly sim: string
  readonly lab: string
  readonly owner: ProcessId
}

/** What `ip link set … alias` keeps of it. */
export function deedText({ sim, lab, owner }: Omit<Deed, 'number'>): string {
  return `${sim} ${owner.pid} ${owner.start} ${lab.slice(0, 100)}`
}

/** All lab networks of this machine, running and left over. */
export function deeds(): readonly Deed[] {
  if (!existsSync(INTERFACES)) return []
  return readdirSync(INTERFACES).flatMap((name) => {
    const number = /^macloom-(\d+)$/.exec(name)?.[1]
    const [sim = '', pid, start = '', ...lab] = number === undefined ? [] : aliasOf(name).split(' ')
    if (number === undefined || lab.length === 0) return []
    return [{ number: Number(number), sim, lab: lab.join(' '), owner: { pid: Number(pid), start } }]
  })
}

function aliasOf(name: string): string {
  try {
    return readFileSync(`${INTERFACES}/${name}/ifalias`, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Removes what sims of the same lab left that ended without a stop, with the processes that still run there. */
export async function clearLeftovers(sim: string, lab: string): Promise<void> {
  for (const deed of deeds()) {
    if (deed.sim === sim || deed.lab !== lab.slice(0, 100) || isAlive(deed.owner)) continue
    await endProcesses(simMark(deed.sim))
    await removeNetwork(deed.number)
  }
}

/** Removes the network of one sim, if it has one. Its processes must have ended: they would keep it alive. */
export async function removeNetworkOf(sim: string): Promise<void> {
  for (const deed of deeds()) if (deed.sim === sim) await removeNetwork(deed.number)
}

/** By name, so that nothing else can be hit: the interface first, because it would go only some time after its namespace. */
export async function removeNetwork(number: number): Promise<void> {
  const lan = lanOf(number)
  if (existsSync(`${INTERFACES}/${lan}`)) await run('ip', ['link', 'del', lan])
  const spaces = namespaces().filter((name) => name === lan || name.startsWith(`${lan}-`))
  for (const name of spaces) await run('ip', ['netns', 'del', name])
}

/** The namespace that all the Macs' Ethernet goes to, and the interface by which this machine is on that LAN. */
export function lanOf(number: number): string {
  return `${PREFIX}${number}`
}

export function namespaces(): readonly string[] {
  return existsSync(NAMESPACES) ? readdirSync(NAMESPACES) : []
}
