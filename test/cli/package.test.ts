import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'

describe('the npm package', () => {
  let files: readonly string[]
  beforeAll(() => {
    const text = execFileSync('npm', ['pack', '--dry-run', '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [packed] = JSON.parse(text) as { files: { path: string }[] }[]
    files = packed?.files.map(({ path }) => path) ?? []
  })

  it.each([
    'LICENSE',
    'README.md',
    'schema.json',
    'stacks/lab.schema.json',
    'bin/pulumi-resource-macloom',
    'dist/cli/main.js',
  ])('has %s', (file) => {
    expect(files).toContain(file)
  })

  it('has the policies as the engine runs them, compiled', () => {
    for (const file of ['analyzer', 'pack.cjs', 'package.json', 'PulumiPolicy.yaml'])
      expect(files).toContain(`policies/${file}`)
    expect(files).toContain('dist/pack/policies/index.js')
  })

  it('leaves the demo, sources and labs at home', () => {
    const strangers = files.filter((file) =>
      /^dist\/cli\/demo|^stacks\/(?!lab\.schema)|^policies\/.*\.ts$|^(src|test|tools)\//.test(file),
    )
    expect(strangers).toEqual([])
  })
})
