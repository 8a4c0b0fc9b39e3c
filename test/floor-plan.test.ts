import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** What each room may import: other rooms, packages, and whether it may do I/O through Node's own modules. */
interface Room {
  readonly rooms: readonly string[]
  readonly packages: readonly string[]
  /** Node modules that the room may use; `any` where it is the room's job. */
  readonly node: readonly string[] | 'any'
}

const PURE = ['resources:pure']
const WORDS = ['command', 'macos', 'mlx']
const FLOOR: Readonly<Record<string, Room>> = {
  lab: { rooms: [], packages: ['zod', 'yaml'], node: [] },
  command: { rooms: [], packages: [], node: ['node:util'] },
  bundle: { rooms: ['command'], packages: ['zod'], node: ['node:crypto', 'node:net'] },
  macos: { rooms: ['command'], packages: [], node: [] },
  mlx: { rooms: ['command'], packages: [], node: ['node:crypto'] },
  planner: { rooms: ['lab', 'mlx', ...PURE], packages: [], node: ['node:crypto', 'node:net'] },
  'resources:pure': { rooms: ['lab', ...PURE], packages: ['zod'], node: ['node:crypto'] },
  'resources:observe': { rooms: [...WORDS, ...PURE, 'resources:shared'], packages: [], node: [] },
  'resources:shared': {
    rooms: [...WORDS, ...PURE, 'resources:shared', 'resources:observe'],
    packages: ['zod'],
    node: ['node:crypto', 'node:timers/promises'],
  },
  ssh: { rooms: ['command'], packages: ['node-ssh', 'ssh2', 'ssh-config'], node: 'any' },
  provider: {
    rooms: ['command', 'ssh', 'bundle', ...PURE, 'resources:shared', 'planner:types', 'provider'],
    packages: ['@grpc/grpc-js', '@pulumi/pulumi', 'google-protobuf', 'zod'],
    node: 'any',
  },
  sdk: {
    rooms: ['lab', 'planner', 'sdk', ...PURE],
    packages: ['@pulumi/pulumi', '@pulumi/command', 'zod', 'yaml'],
    node: ['node:module'],
  },
  program: { rooms: ['lab', 'planner', 'sdk', ...PURE], packages: ['@pulumi/pulumi'], node: 'any' },
  report: { rooms: ['planner:types', 'command', ...PURE], packages: [], node: [] },
  sim: { rooms: [], packages: ['ssh2', 'zod', 'plist'], node: 'any' },
}

describe('the floor plan', () => {
  for (const file of sources(join(root, 'src'))) {
    const room = roomOf(file)
    if (room === 'cli') continue
    it(`${relative(root, file)} imports only what the room ${room} may`, () => {
      expect(importsOf(file).flatMap((imported) => complaint(file, room, imported))).toEqual([])
    })
  }

  it('gives the list of kinds to the cli and the provider alone', () => {
    const users = sources(join(root, 'src')).filter((file) =>
      importsOf(file).some(({ name }) => name.endsWith('resources/registry.js')),
    )
    expect(users.map(roomOf).every((room) => ['cli', 'provider'].includes(room))).toBe(true)
  })
})

interface Imported {
  readonly name: string
  readonly typeOnly: boolean
}

function complaint(file: string, room: string, { name, typeOnly }: Imported): string[] {
  const rules = FLOOR[room]
  if (rules === undefined) return [`${room} is no room of the floor plan`]
  if (builtinModules.includes(name.replace(/^node:/, ''))) {
    const known = name.startsWith('node:') ? name : `node:${name}`
    return rules.node === 'any' || rules.node.includes(known) ? [] : [`${name}: ${room} may not use it`]
  }
  if (!name.startsWith('.')) {
    const name_ = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name)
    return rules.packages.includes(name_) ? [] : [`${name}: no package of ${room}`]
  }
  const target = roomOf(resolve(dirname(file), name))
  const allowed =
    target === room || rules.rooms.includes(target) || (typeOnly && rules.rooms.includes(`${target}:types`))
  // A type says what to hand over, not how to do it: kinds' own types reach the pure layer's neighbours.
  return allowed ? [] : [`${name}: ${room} may not import ${target}`]
}

/** The pure layer of resources: inputs, outputs, diff and the words around them. */
const PURE_FILES =
  /^resources\/(words|digest|readiness|labels)\.[jt]s$|^resources\/[^/]+\/(inputs|outputs|diff|moves|cabling|sight|generation|matching|sequence|band|history|wiring|as-plugged|wording|state|unsupported|units|geometry|builds|route|obstacles)\.[jt]s$/

function roomOf(file: string): string {
  const path = relative(join(root, 'src'), file)
  const [room = ''] = path.split('/')
  if (room !== 'resources') return room
  if (PURE_FILES.test(path)) return 'resources:pure'
  return /\/observe\.[jt]s$/.test(path) ? 'resources:observe' : 'resources:shared'
}

function importsOf(file: string): Imported[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022)
  return source.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      return [{ name: statement.moduleSpecifier.text, typeOnly: statement.importClause?.isTypeOnly === true }]
    }
    if (
      ts.isExportDeclaration(statement) &&
      statement.moduleSpecifier &&
      ts.isStringLiteral(statement.moduleSpecifier)
    ) {
      return [{ name: statement.moduleSpecifier.text, typeOnly: statement.isTypeOnly }]
    }
    return []
  })
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return entry.name.endsWith('.ts') ? [path] : []
  })
}
