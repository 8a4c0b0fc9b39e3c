import { readdirSync, readFileSync } from 'node:fs'
import type { Command } from '../../src/command/command.js'
import { Secret } from '../../src/command/secret.js'
import type { Question } from '../../src/command/question.js'

const ROOM = new URL('../../src/macos/', import.meta.url)

/** Arguments for every exported function that makes a command or a question; a new one must be added here. */
export const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  addToBridge: ['bridge0', 'en2'],
  bootout: ['com.macloom.x'],
  bootstrap: ['/Library/LaunchDaemons/com.macloom.x.plist'],
  bringDown: ['en2'],
  bringUp: ['en2'],
  createBridge: ['bridge0'],
  createService: ['macloom 2', 'Thunderbolt 2'],
  deleteStoredBridge: ['bridge0'],
  destroyBridge: ['bridge0'],
  disable: ['io.exo.networksetup'],
  enable: ['com.macloom.x'],
  fileStats: [['/a', '/b']],
  filesUnder: ['/a'],
  freeBytes: ['/a'],
  installUpdate: ['macOS Tahoe 26.2-25C56', 'admin', new Secret('x')],
  job: ['com.macloom.x'],
  kickstart: ['com.macloom.x'],
  listeners: [8080],
  orderServices: [['Ethernet', 'Wi-Fi']],
  reinstall: ['Install macOS Tahoe.app', 'admin', new Secret('x')],
  removeFromBridge: ['bridge0', 'en2'],
  removeService: ['macloom 2'],
  setAddress: ['en2', '10.77.0.1', '255.255.255.252'],
  setAutomaticUpdates: [false],
  setComputerName: ['studio-1'],
  setDhcp: ['Ethernet'],
  setIpv4Off: ['Ethernet'],
  setIpv6Automatic: ['Ethernet'],
  setIpv6Off: ['Ethernet'],
  setIpv6LinkLocal: ['Ethernet'],
  setManual: ['Ethernet', '10.77.0.1', '255.255.255.252'],
  setPower: [{ sleep: 0 }],
  setServiceEnabled: ['Ethernet', true],
  setWiredLimit: [1024],
  sha256Of: ['/a'],
  signal: ['com.macloom.x', 'SIGTERM'],
  unlockAtNextRestart: ['admin', new Secret('x')],
  unsetAutomaticUpdates: [],
  writeStoredBridge: ['bridge0', { interfaces: ['en2'], automatic: true }],
}

/** Functions of the room that make a command or a question, by what their declaration says. */
export function makers(): string[] {
  const declared = /^export function (\w+)\([^)]*\): (?:Command|Question<.+>) \{$/gm
  return sources().flatMap((file) => {
    const text = readFileSync(new URL(file, ROOM), 'utf8')
    return [...text.matchAll(declared)].map((match) => match[1] ?? '')
  })
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'words' in value && 'root' in value
}

function commandOf(value: unknown): Command | null {
  if (isCommand(value)) return value
  const inner = typeof value === 'object' && value !== null && 'command' in value ? value.command : null
  return isCommand(inner) ? inner : null
}

function sources(): string[] {
  return readdirSync(ROOM).filter((file) => file.endsWith('.ts'))
}

async function exported(): Promise<[string, unknown][]> {
  const modules = await Promise.all(
    sources().map(async (file) => (await import(new URL(file, ROOM).href)) as Record<string, unknown>),
  )
  return modules.flatMap((module) => Object.entries(module))
}

type Maker = (...samples: readonly unknown[]) => unknown

/** What the exports are, or make of their samples. */
async function made(): Promise<[string, unknown][]> {
  return (await exported()).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value]
    const samples = SAMPLES[name]
    return [name, samples === undefined ? null : (value as Maker)(...samples)]
  })
}

export async function commands(): Promise<[string, Command][]> {
  return (await made()).flatMap(([name, value]): [string, Command][] => {
    const command = commandOf(value)
    return command === null ? [] : [[name, command]]
  })
}

export async function questions(): Promise<Question<unknown>[]> {
  return (await made()).flatMap(([, value]) => (isQuestion(value) ? [value] : []))
}

function isQuestion(value: unknown): value is Question<unknown> {
  return typeof value === 'object' && value !== null && 'read' in value && 'command' in value
}
