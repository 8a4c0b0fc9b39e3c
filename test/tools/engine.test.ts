import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EngineMissing, engineBin } from '../../tools/engine.mjs'
import { archiveName } from '../../tools/engine/download.mjs'
import { PROJECT } from '../../tools/project.mjs'
import { ENGINE_BINARIES, ENGINE_VERSION } from '../../tools/versions.mjs'
import { deadSite, Machine, site } from './machine.js'

const TOOL = join(PROJECT, 'tools', 'engine.mjs')
const ARCHIVE = archiveName(process.platform, process.arch)
const CHECKSUMS = `pulumi-${ENGINE_VERSION}-checksums.txt`

/** A compiler that answers what the tool asks of Go and writes a "binary" that says which package it came from. */
const FAKE_GO = `
case "$1" in
  version) echo "go version go1.26.0 test/test" ;;
  list) echo "go: downloading a/module v1.0.0" >&2; echo a/package ;;
  build)
    for word; do [ "$previous" = -o ] && output=$word; previous=$word; done
    [ -s go.mod ] && [ -s go.sum ] || { echo "no go.mod here" >&2; exit 1; }
    echo "$GOFLAGS $GOTOOLCHAIN $CGO_ENABLED $previous" >> "$MACLOOM_CACHE/../builds"
    printf '#!/bin/sh\\necho built\\n' > "$output" ;;
esac`

function fillCache(machine: Machine, names: readonly string[], stamp?: string): string {
  const bin = join(machine.cache, 'engine', ENGINE_VERSION, 'bin')
  for (const name of names) {
    machine.program(name, 'echo cached', bin)
    const version = stamp ?? ENGINE_BINARIES.find((binary) => binary.name === name)?.version
    writeFileSync(join(bin, '..', `${name}.version`), `${version}\n`)
  }
  return bin
}

/** The official archive as its makers pack it: one folder with the executables in it. */
function officialArchive(machine: Machine, version = ENGINE_VERSION): Buffer {
  const folder = join(machine.folder, 'release', 'pulumi')
  machine.program('pulumi', `echo v${version}`, folder)
  machine.program('pulumi-language-nodejs', 'echo host', folder)
  const file = join(machine.folder, 'release.tar.gz')
  execFileSync('tar', ['-czf', file, '-C', join(machine.folder, 'release'), 'pulumi'])
  return readFileSync(file)
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.catch((error: unknown) => error)
  if (outcome instanceof Error) return outcome
  throw new Error(`expected a failure, got ${JSON.stringify(outcome)}`)
}

describe('an engine that is already here', () => {
  test('a new enough pulumi on PATH with its language host beside it is taken as it is', async () => {
    const machine = new Machine()
    const pulumi = machine.program('pulumi', 'echo v3.226.0')
    machine.program('pulumi-language-nodejs', '')
    fillCache(machine, ['pulumi', 'pulumi-language-nodejs'])
    const engine = await engineBin(machine)
    expect(engine).toEqual({ dir: join(pulumi, '..'), version: '3.226.0', source: 'path' })
    expect(machine.said).toEqual([])
  })

  test('the language host may be in another folder of PATH', async () => {
    const machine = new Machine()
    machine.program('pulumi', 'echo v3.300.1')
    machine.program('pulumi-language-nodejs', '', join(machine.folder, 'other'))
    machine.env.PATH += `:${join(machine.folder, 'other')}`
    expect(await engineBin(machine)).toMatchObject({ version: '3.300.1', source: 'path' })
  })

  test.each([
    ['is too old', 'echo v3.225.9', true],
    ['has no language host', 'echo v3.259.0', false],
    ['does not run', 'echo v3.259.0; exit 1', true],
    ['is some other program', 'echo hello', true],
  ])('a pulumi on PATH that %s is passed over for our cache', async (_, script, host) => {
    const machine = new Machine()
    machine.program('pulumi', script)
    if (host) machine.program('pulumi-language-nodejs', '')
    const bin = fillCache(machine, ['pulumi', 'pulumi-language-nodejs'])
    expect(await engineBin(machine)).toEqual({ dir: bin, version: ENGINE_VERSION, source: 'cache' })
  })

  test('the engine on PATH is not enough when YAML programs are needed and its YAML host is missing', async () => {
    const machine = new Machine()
    machine.program('pulumi', 'echo v3.259.0')
    machine.program('pulumi-language-nodejs', '')
    fillCache(machine, ['pulumi', 'pulumi-language-nodejs', 'pulumi-language-yaml'])
    expect((await engineBin({ ...machine, need: ['nodejs', 'yaml'] })).source).toBe('cache')
  })
})

describe('the official download', () => {
  test('is taken when its checksum is the published one, and is cached from then on', async () => {
    const machine = new Machine()
    machine.borrow('tar', 'gzip')
    const archive = officialArchive(machine)
    const sum = createHash('sha256').update(archive).digest('hex')
    machine.env.MACLOOM_ENGINE_URL = await site({ [ARCHIVE]: archive, [CHECKSUMS]: `${sum}  ${ARCHIVE}\n` })
    const engine = await engineBin(machine)
    expect(engine.source).toBe('download')
    expect(existsSync(join(engine.dir, 'pulumi-language-nodejs'))).toBe(true)
    expect((await engineBin(machine)).source).toBe('cache')
  })

  test('is refused when its checksum is another one, and nothing of it stays', async () => {
    const machine = new Machine()
    machine.borrow('tar', 'gzip')
    const wrong = `${'0'.repeat(64)}  ${ARCHIVE}\n`
    machine.env.MACLOOM_ENGINE_URL = await site({ [ARCHIVE]: officialArchive(machine), [CHECKSUMS]: wrong })
    const failure = await failureOf(engineBin(machine))
    expect(failure.message).toContain(`published is ${'0'.repeat(64)}`)
    expect(machine.cached()).toEqual(['engine', `engine/${ENGINE_VERSION}`])
  })

  test('is refused when the program in it is another version', async () => {
    const machine = new Machine()
    machine.borrow('tar', 'gzip')
    machine.env.MACLOOM_ENGINE_URL = await site({ [ARCHIVE]: officialArchive(machine, '3.1.0') })
    expect((await failureOf(engineBin(machine))).message).toContain('the downloaded pulumi says it is 3.1.0')
  })
})

describe('the Go build', () => {
  test('follows an unreachable download, says how long it will take, and is cached from then on', async () => {
    const machine = new Machine()
    machine.borrow('cat')
    machine.program('go', FAKE_GO)
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    const engine = await engineBin(machine)
    expect(engine.source).toBe('build')
    expect(machine.said.join('\n')).toMatch(/is unreachable \(.*ECONNREFUSED/)
    expect(machine.said.join('\n')).toContain('about 7 minutes on two cores')
    expect((await engineBin(machine)).source).toBe('cache')
  })

  test('cannot change the committed go.sum or fetch another Go', async () => {
    const machine = new Machine()
    machine.program('go', FAKE_GO)
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    await engineBin(machine)
    const builds = readFileSync(join(machine.folder, 'builds'), 'utf8').trim().split('\n')
    expect(builds).toEqual(
      ENGINE_BINARIES.slice(0, 2).map(
        ({ goPackage }) => `-mod=readonly -modcacherw -buildvcs=false local 0 ${goPackage}`,
      ),
    )
  })

  test('makes only what is missing', async () => {
    const machine = new Machine()
    machine.program('go', FAKE_GO)
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    fillCache(machine, ['pulumi', 'pulumi-language-nodejs'])
    await engineBin({ ...machine, need: ['nodejs', 'yaml'] })
    const builds = readFileSync(join(machine.folder, 'builds'), 'utf8').trim().split('\n')
    expect(builds.map((line) => line.split('/').at(-1))).toEqual(['pulumi-language-yaml'])
  })

  test('is done once when two runs need it at the same time', async () => {
    const machine = new Machine()
    machine.program('go', FAKE_GO)
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    const engines = await Promise.all([engineBin(machine), engineBin(machine)])
    expect(engines.map(({ source }) => source).sort()).toEqual(['build', 'cache'])
    expect(readFileSync(join(machine.folder, 'builds'), 'utf8').trim().split('\n')).toHaveLength(2)
  })

  test('that fails leaves no half engine and says what Go said', async () => {
    const machine = new Machine()
    machine.program('go', FAKE_GO.replace('printf', 'echo "disk is full" >&2; exit 2; printf'))
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    const failure = await failureOf(engineBin(machine))
    expect(failure.message).toContain('the Go build of pulumi failed: exit code 2: disk is full')
    expect(machine.cached()).toEqual(['engine', `engine/${ENGINE_VERSION}`])
  })

  test('that is interrupted leaves neither a lock nor half an engine', async () => {
    const machine = new Machine()
    machine.borrow('sleep')
    machine.program('go', FAKE_GO.replace('list)', 'list) exec sleep 600;'))
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    const child = spawn(process.execPath, [TOOL], { env: machine.env })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('about 7 minutes')) child.kill('SIGTERM')
    })
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(143)
    expect(machine.cached()).toEqual(['engine', `engine/${ENGINE_VERSION}`])
  })

  test('is repeated for a binary in the cache that is another version or was never finished', async () => {
    const machine = new Machine()
    machine.program('go', FAKE_GO)
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    fillCache(machine, ['pulumi', 'pulumi-language-nodejs'], '3.1.0')
    expect((await engineBin(machine)).source).toBe('build')
  })
})

describe('an engine that is missing and unreachable', () => {
  test('is an error that names everything that was tried and what to do', async () => {
    const machine = new Machine()
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    const failure = await failureOf(engineBin(machine))
    expect(failure).toBeInstanceOf(EngineMissing)
    expect(failure.message).toMatch(/PATH: no pulumi 3\.226\.0 or later/)
    expect(failure.message).toMatch(/download: http:.* is unreachable/)
    expect(failure.message).toMatch(/Go build: no Go .* on PATH, and no Python 3\.11 or later .* none is on PATH/)
    expect(failure.message).toMatch(/Nothing was changed\. Install the engine/)
  })

  test('ends the command with exit code 1 and the sentence on stderr', async () => {
    const machine = new Machine()
    mkdirSync(machine.cache)
    machine.env.MACLOOM_ENGINE_URL = await deadSite()
    const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, '--path'], { env: machine.env })
    expect(status).toBe(1)
    expect(stdout.toString()).toBe('')
    expect(stderr.toString()).toContain('The Pulumi engine is missing and cannot be had here.')
  })
})
