import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/command/command.js'
import { run } from '../../src/command/command.js'
import { render } from '../../src/command/render.js'
import { MACOS_TOOLS, ORDINARY_TOOLS } from '../../src/macos/tools.js'
import { ORDINARY_TOOLS as SIM_TOOLS, REWRITTEN_TOOLS } from '../../src/sim/ordinary-tools.js'
import { coreTools } from '../../src/sim/core-tools.js'
import { macTools } from '../../src/sim/tools/mac-tools.js'
import { stray } from './allowed.js'

const SOURCE = new URL('../../src/', import.meta.url)

/** Arguments for every exported function that makes a command or a question; a new one must be added here. */
const SAMPLES: Readonly<Record<string, readonly unknown[]>> = {
  addToBridge: ['bridge0', 'en2'],
  bootout: ['com.example.x'],
  bootstrap: ['/Library/LaunchDaemons/x.plist'],
  bringDown: ['en2'],
  bringUp: ['en2'],
  createBridge: ['bridge0'],
  createService: ['macloom 2', 'Thunderbolt 2'],
  deleteStoredBridge: ['bridge0'],
  destroyBridge: ['bridge0'],
  enable: ['com.example.x'],
  fileStats: [['/a', '/b']],
  filesUnder: ['/a'],
  freeBytes: ['/a'],
  job: ['com.example.x'],
  kickstart: ['com.example.x'],
  listeners: [8080],
  orderServices: [['Ethernet', 'Wi-Fi']],
  removeFromBridge: ['bridge0', 'en2'],
  removeService: ['macloom 2'],
  serviceInfo: ['macloom 2'],
  setAddress: ['en2', '10.77.0.1', '255.255.255.252'],
  setAutomaticUpdates: [false],
  setComputerName: ['studio-1'],
  setDhcp: ['Ethernet'],
  setIpv6Automatic: ['Ethernet'],
  setIpv6LinkLocal: ['Ethernet'],
  setManual: ['Ethernet', '10.77.0.1', '255.255.255.252'],
  setPower: [{ sleep: 0 }],
  setServiceEnabled: ['Ethernet', true],
  setWiredLimit: [1024],
  sha256Of: ['/a'],
  signal: ['com.example.x', 'SIGTERM'],
  unsetAutomaticUpdates: [],
  writeStoredBridge: ['bridge0', { interfaces: ['en2'], automatic: true }],
}

/** Exported functions that say nothing to a Mac. */
const SILENT = [
  ...['array', 'complaint', 'isRecord', 'json', 'oneLine', 'optionalText', 'pathToPeer', 'peerOf', 'propertyList'],
  ...['receptacleOf', 'record', 'refusal', 'said', 'show', 'text', 'toolIsMissing', 'wholeLines', 'wholeNumber'],
]

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'words' in value && 'root' in value
}

function commandOf(value: unknown): Command | null {
  if (isCommand(value)) return value
  const inner = typeof value === 'object' && value !== null && 'command' in value ? value.command : null
  return isCommand(inner) ? inner : null
}

async function exported(): Promise<[string, unknown][]> {
  const files = readdirSync(new URL('macos/', SOURCE)).filter((file) => file.endsWith('.ts'))
  const modules = await Promise.all(
    files.map(async (file) => (await import(new URL(`macos/${file}`, SOURCE).href)) as Record<string, unknown>),
  )
  return modules.flatMap((module) => Object.entries(module))
}

type Maker = (...samples: readonly unknown[]) => unknown

async function commands(): Promise<[string, Command][]> {
  const made = (await exported()).map(([name, value]): [string, Command | null] => {
    if (typeof value !== 'function') return [name, commandOf(value)]
    const samples = SAMPLES[name]
    return [name, samples === undefined ? null : commandOf((value as Maker)(...samples))]
  })
  return made.flatMap(([name, command]): [string, Command][] => (command === null ? [] : [[name, command]]))
}

describe('what our commands may say', () => {
  test('every exported function has a sample or says nothing to a Mac', async () => {
    const functions = (await exported()).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []))
    expect([...new Set(functions)].sort()).toEqual([...Object.keys(SAMPLES), ...SILENT].sort())
  })

  test('every command and every question stays within the list', async () => {
    const all = await commands()
    expect(all.length).toBeGreaterThan(50)
    expect(all.map(([name, command]) => [name, stray(command)]).filter(([, why]) => why !== null)).toEqual([])
  })

  test('every command that changes a Mac has a deadline, and none kills with SIGKILL', async () => {
    for (const [name, command] of await commands()) {
      expect(command.seconds, name).toBeGreaterThan(0)
      expect(render(command), name).not.toMatch(/SIGKILL|kickstart -k|kill -9/)
    }
  })

  test.each([
    [run('/usr/sbin/networksetup', '-listallhardwareports'), 'bare name'],
    [run('timeout', '5', 'ibv_devinfo'), 'timeout: not in the list'],
    [run('sed', '-i', 's/a/b/', 'x'), 'sed -i'],
    [run('rdma_ctl', 'enable'), 'rdma_ctl enable'],
    [run('networksetup', '-switchtolocation', 'exo'), '-switchtolocation'],
  ])('a word outside the list is found: %j', (command, why) => {
    expect(stray(command)).toContain(why)
  })

  test('no tool stands in both lists', () => {
    expect(Object.keys(MACOS_TOOLS).filter((name) => name in ORDINARY_TOOLS)).toEqual([])
  })
})

describe('what the rest of the house says', () => {
  const rooms = ['resources', 'cli', 'ssh', 'mlx', 'macos']
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && rooms.some((room) => file.startsWith(`${room}/`)),
  )

  test('starts every command with a tool of the list', () => {
    const wrong = files.flatMap((file) => {
      const text = readFileSync(new URL(file, SOURCE), 'utf8')
      const tools = [...text.matchAll(/\b(?:run|asRoot)\(\s*'([^']+)'/g)].map((match) => match[1] ?? '')
      return tools.flatMap((tool) => (tool in MACOS_TOOLS || tool in ORDINARY_TOOLS ? [] : [`${file}: ${tool}`]))
    })
    expect(wrong).toEqual([])
  })
})

describe('the sim and the list', () => {
  // launchctl has a room of its own in the sim.
  const macOnly = [...macTools, ...coreTools()].map(({ name }) => name)
  const standIns = new Set<string>([...macOnly, ...REWRITTEN_TOOLS, ...Object.keys(SIM_TOOLS), 'launchctl'])

  test('every macOS tool of the list has a stand-in in the sim', () => {
    expect(Object.keys(MACOS_TOOLS).filter((name) => !standIns.has(name))).toEqual([])
  })

  test('every ordinary flag that we may use means the same in the sim', () => {
    const wrong = Object.entries(ORDINARY_TOOLS).flatMap(([name, { flags = '' }]) => {
      const sim = SIM_TOOLS[name]
      if (sim === undefined || sim.check !== undefined) return standIns.has(name) ? [] : [`${name}: no such tool`]
      const known = `${sim.flags ?? ''}${sim.valued ?? ''}`
      return [...flags].flatMap((flag) => (known.includes(flag) ? [] : [`${name} -${flag}`]))
    })
    expect(wrong).toEqual([])
  })
})
