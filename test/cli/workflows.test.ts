import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { macloom } from './terminal.js'

const FOLDER = '.github/workflows'
const step = z.looseObject({ run: z.string().optional(), uses: z.string().optional(), if: z.string().optional() })
const job = z.looseObject({
  'runs-on': z.union([z.string(), z.array(z.string())]),
  steps: z.array(step),
  if: z.string().optional(),
})
const workflow = z.looseObject({ name: z.string(), jobs: z.record(z.string(), job) })

const workflows = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [file, workflow.parse(parse(readFileSync(join(FOLDER, file), 'utf8')))]),
)
const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8'))).scripts

/** How the tests and the demo call the engine: a workflow must not say anything that nobody has tried. */
const tried = [...sources('test/e2e'), ...sources('test/policies'), ...sources('src/cli/demo'), ...sources('tools')]
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')

describe.each(Object.entries(workflows))('the pipeline %s', (_file, { jobs }) => {
  const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => commandsIn(run)))

  it('runs commands of ours only by names that exist', async () => {
    expect(lines.length).toBeGreaterThan(0)
    for (const words of lines) expect(await unknown(words), words.join(' ')).toBeNull()
  })

  it('installs before it runs anything of ours', () => {
    for (const { steps } of Object.values(jobs)) {
      const ours = steps.flatMap(({ run = '' }) => commandsIn(run)).map((words) => words.slice(0, 2).join(' '))
      expect(ours.indexOf('npm ci')).toBe(0)
    }
  })
})

describe('who may touch the Macs', () => {
  it("gives a fork's pull request the plan that needs no Mac, and nothing else", () => {
    const { plan, preview } = workflows['plan-on-pull-request.yml']?.jobs ?? {}
    expect(plan?.['runs-on']).toBe('ubuntu-latest')
    expect(JSON.stringify(plan)).not.toContain('secrets.')
    expect(preview?.if).toContain('github.event.pull_request.head.repo.full_name == github.repository')
  })

  it('reaches Macs from a self-hosted runner alone, one run at a time', () => {
    for (const each of Object.values(workflows).flatMap(({ jobs }) => Object.values(jobs))) {
      const engine = each.steps.some(({ run = '' }) => commandsIn(run).some(([tool]) => tool === 'pulumi'))
      if (!engine) continue
      expect(each['runs-on']).toContain('self-hosted')
      expect(each['concurrency']).toMatchObject({ 'cancel-in-progress': false })
    }
  })

  it('takes exit code 7 of the look for drift, and any other failure for a failure', () => {
    const steps = workflows['drift.yml']?.jobs['look']?.steps ?? []
    expect(steps.some(({ run = '' }) => run.includes('[ "$code" = 7 ] || exit "$code"'))).toBe(true)
  })

  it('tests on every Node that is promised', () => {
    expect(JSON.stringify(workflows['ci.yml'])).toContain('"node":[20,22,24]')
  })
})

/** Every call of npm, macloom or pulumi in a script, as words. */
function commandsIn(script: string): string[][] {
  return script
    .split(/\n|[|;&]+/)
    .map((part) => part.trim().split(/\s+/))
    .filter(([tool = '']) => ['npm', 'npx', 'pulumi'].includes(tool))
}

async function unknown(words: readonly string[]): Promise<string | null> {
  const [tool, verb = '', ...rest] = words
  if (tool === 'npm') return npmUnknown(verb, rest)
  if (tool === 'npx') {
    if (verb !== '--no-install' || rest[0] !== 'macloom')
      return 'npx runs nothing but our own program, and installs nothing'
    return (await macloom([rest[1] ?? '', '--help'])).exit === 0 ? null : `macloom has no verb ${rest[1]}`
  }
  const flags = rest.filter((word) => word.startsWith('--') && !UNTRIED.includes(word))
  const missing = [verb, ...flags].filter((word) => !tried.includes(`'${word}`))
  return missing.length === 0 ? null : `no test runs pulumi with ${missing.join(', ')}`
}

/** How text looks, which no test depends on. */
const UNTRIED = ['--color']

function npmUnknown(verb: string, [script = '']: readonly string[]): string | null {
  if (verb === 'ci') return null
  const name = verb === 'run' ? script : verb
  return name in scripts ? null : `package.json has no script ${name}`
}

function sources(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs)$/.test(file))
      .map((file) => join(folder, file))
  } catch {
    return []
  }
}
