import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseLab } from '../../src/lab/parse.js'
import { macloom } from './terminal.js'

const readme = readFileSync('README.md', 'utf8')
const contributing = readFileSync('CONTRIBUTING.md', 'utf8')
const both = readme + contributing

describe('what README.md and CONTRIBUTING.md promise', () => {
  it('is short enough to read', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(120)
    expect(contributing.trimEnd().split('\n').length).toBeLessThanOrEqual(80)
  })

  it('shows a lab file of ten lines or fewer that is valid once keys and revision are filled in', () => {
    const yaml = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    expect(yaml.trimEnd().split('\n').length).toBeLessThanOrEqual(10)
    const filled = yaml
      .replaceAll('SHA256:…', `SHA256:${'A'.repeat(43)}`)
      .replace('<40 hexadecimal digits>', 'a'.repeat(40))
    expect(Object.keys(parseLab(filled, 'README.md').macs)).toEqual(['studio-1', 'studio-2'])
  })

  it('names only verbs of macloom that exist', async () => {
    const verbs = new Set([...both.matchAll(/npx macloom ([a-z]+)/g)].map(([, verb = '']) => verb))
    expect(verbs.size).toBeGreaterThan(5)
    for (const verb of verbs) expect((await macloom([verb, '--help'])).exit, verb).toBe(0)
  })

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
    const named = [...both.matchAll(/npm (?:run )?(demo|test|check|build|[a-z:]+)(?= |`|\n| --)/g)].map(
      ([, name]) => name,
    )
    for (const name of named) expect([...Object.keys(scripts), 'ci', 'run'], name).toContain(name)
  })

  it('names only files and folders that exist', () => {
    const paths = [...both.matchAll(/`((?:src|test|docs|stacks|policies|tools|\.github)\/[^`<*]*)`/g)].map(
      ([, path = '']) => path,
    )
    const missing = paths.filter((path) => !['stacks/studio.yaml'].includes(path) && !existsSync(path))
    expect(missing).toEqual([])
  })
})
