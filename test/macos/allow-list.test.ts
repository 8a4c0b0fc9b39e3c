import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { run } from '../../src/command/command.js'
import { render } from '../../src/command/render.js'
import { isListed, MACOS_ROOT_COMMANDS } from '../../src/macos/root-commands.js'
import { MACOS_TOOLS, ORDINARY_TOOLS } from '../../src/macos/tools.js'
import { ORDINARY_TOOLS as SIM_TOOLS } from '../../src/sim/ordinary-tools.js'
import { coreTools } from '../../src/sim/core-tools.js'
import { rewrittenTools } from '../../src/sim/rewritten-tools.js'
import { macTools } from '../../src/sim/tools/mac-tools.js'
import { stray } from './allowed.js'
import { commands, makers, SAMPLES } from './exported.js'

const SOURCE = new URL('../../src/', import.meta.url)

describe('what our commands may say', () => {
  test('every function that makes a command is tried here', () => {
    expect(makers().sort()).toEqual(Object.keys(SAMPLES).sort())
  })

  test('every command and every question stays within the list', async () => {
    const all = await commands()
    expect(all.length).toBeGreaterThan(50)
    expect(all.map(([name, command]) => [name, stray(command)]).filter(([, why]) => why !== null)).toEqual([])
  })

  test('every command that needs root stands in the list for sudo', async () => {
    const root = (await commands()).filter(([, command]) => command.root)
    expect(root.length).toBeGreaterThan(25)
    for (const [name, { words }] of root) {
      const line = words.map((word) => (typeof word === 'string' ? word : word.path))
      expect(isListed(MACOS_ROOT_COMMANDS, line), `${name}: ${line.join(' ')}`).toBe(true)
    }
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
      if (!/import \{[^}]*\b(?:run|asRoot)\b[^}]*\} from '[./]+command\/command\.js'/.test(text)) return []
      const tools = [...text.matchAll(/\b(?:run|asRoot)\(\s*'([^']+)'/g)].map((match) => match[1] ?? '')
      return tools.flatMap((tool) => (tool in MACOS_TOOLS || tool in ORDINARY_TOOLS ? [] : [`${file}: ${tool}`]))
    })
    expect(wrong).toEqual([])
  })
})

describe('the sim and the list', () => {
  // launchctl has a room of its own in the sim; kill is a word of every shell itself.
  const macOnly = [...macTools, ...coreTools()].map(({ name }) => name)
  const standIns = new Set<string>([
    ...macOnly,
    ...Object.keys(rewrittenTools(() => 'true')),
    ...Object.keys(SIM_TOOLS),
    'launchctl',
    'kill',
  ])

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
