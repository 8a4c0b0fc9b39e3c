import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UV_VERSION } from '../../src/cli/lock/requirements.js'
import { parseLock } from '../../src/lab/parse.js'
import { macloom } from './terminal.js'

const KEY = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const CONFIG = {
  ...{ model_type: 'llama', num_hidden_layers: 4, hidden_size: 64 },
  ...{ num_attention_heads: 4, num_key_value_heads: 2, intermediate_size: 128 },
}
const REVISION = 'a'.repeat(40)
const WEIGHTS = Buffer.from('weights of a model')
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('macloom lock', () => {
  let directory: string
  let hub: Server | undefined
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'macloom-lock-test-'))
    mkdirSync(join(directory, 'stacks'))
  })
  afterEach(() => {
    hub?.close()
    hub = undefined
    rmSync(directory, { recursive: true })
  })

  const writeLab = (more: string): void =>
    writeFileSync(join(directory, 'stacks/l.yaml'), `lab: l\nmacs: { a: { address: a, hostKey: "${KEY}" } }\n${more}\n`)
  const lock = (env: Record<string, string> = {}) => macloom(['lock', 'l'], { directory, env })
  const locked = () => parseLock(readFileSync(join(directory, 'stacks/l.lock.yaml'), 'utf8'), 'l.lock.yaml')

  it('pins every file of a model on the operator’s disk by size and SHA-256, hidden files left out', async () => {
    const folder = join(directory, 'model')
    mkdirSync(join(folder, 'tokenizer'), { recursive: true })
    writeFileSync(join(folder, 'config.json'), JSON.stringify(CONFIG))
    writeFileSync(join(folder, 'model.safetensors'), WEIGHTS)
    writeFileSync(join(folder, 'tokenizer/vocab.txt'), 'a b c')
    writeFileSync(join(folder, '.DS_Store'), 'x')
    writeLab(`models: { m: { folder: "${folder}" } }`)
    expect(await lock()).toMatchObject({ exit: 0 })
    const { files, geometry } = locked().models['m'] ?? { files: [], geometry: undefined }
    expect(files).toEqual([
      { name: 'config.json', size: JSON.stringify(CONFIG).length, sha256: sha256(JSON.stringify(CONFIG)) },
      { name: 'model.safetensors', size: WEIGHTS.length, sha256: sha256(WEIGHTS) },
      { name: 'tokenizer/vocab.txt', size: 5, sha256: sha256('a b c') },
    ])
    expect(geometry).toMatchObject({ modelType: 'llama', layers: 4, weightsBytes: WEIGHTS.length, hasIndex: false })
  })

  it('reads a relative folder from the project, wherever it is called', async () => {
    mkdirSync(join(directory, 'model'))
    writeFileSync(join(directory, 'Pulumi.yaml'), 'name: l\n')
    writeFileSync(join(directory, 'model/config.json'), JSON.stringify(CONFIG))
    writeLab('models: { m: { folder: ./model } }')
    const below = join(directory, 'stacks')
    expect(await macloom(['lock', '../stacks/l.yaml'], { directory: below, env: {} })).toMatchObject({ exit: 0 })
    expect(locked().models['m']).toMatchObject({ source: 'folder:./model', files: [{ name: 'config.json' }] })
  })

  it('refuses a model whose shape its config.json does not tell', async () => {
    const { intermediate_size: _, ...rest } = CONFIG
    mkdirSync(join(directory, 'model'))
    writeFileSync(join(directory, 'model/config.json'), JSON.stringify(rest))
    writeLab(`models: { m: { folder: "${join(directory, 'model')}" } }`)
    const { exit, stderr } = await lock()
    expect(exit).toBe(1)
    expect(stderr).toContain('config.json has no intermediate_size')
  })

  it('pins a revision of a hub without fetching its weights', async () => {
    const asked: string[] = []
    hub = createServer((request, response) => {
      asked.push(request.url ?? '')
      const config = JSON.stringify(CONFIG)
      if (request.url?.startsWith('/api/')) response.end(JSON.stringify({ siblings: siblings(config) }))
      else response.end(config)
    })
    writeLab(`models: { m: { repo: org/tiny, revision: ${REVISION} } }`)
    expect(await lock({ HF_ENDPOINT: `${await listening(hub)}/` })).toMatchObject({ exit: 0 })
    expect(locked().models['m']).toMatchObject({
      revision: REVISION,
      source: expect.stringMatching(/org\/tiny$/) as string,
    })
    expect(locked().models['m']?.files[1]).toEqual({ name: 'model.safetensors', size: 18, sha256: sha256(WEIGHTS) })
    expect(asked).toEqual([
      `/api/models/org/tiny/revision/${REVISION}?blobs=true`,
      `/org/tiny/resolve/${REVISION}/config.json`,
    ])
  })

  it.each([
    [401, /wants a token: set HF_TOKEN/],
    [403, /accept the licence/],
    [404, /no such repository or revision/],
    [500, /the hub answered 500/],
  ])('says what to do when the hub answers %d, and writes nothing', async (status, sentence) => {
    hub = createServer((_request, response) => response.writeHead(status).end())
    writeLab(`models: { m: { repo: org/tiny, revision: ${REVISION} } }`)
    const { exit, stderr } = await lock({ HF_ENDPOINT: await listening(hub) })
    expect(exit).toBe(1)
    expect(stderr).toMatch(sentence)
    expect(readdirSync(join(directory, 'stacks'))).toEqual(['l.yaml'])
  })

  it('refuses a hub that names a file outside of the model', async () => {
    hub = createServer((_request, response) => {
      response.end(JSON.stringify({ siblings: [{ rfilename: '../../.ssh/authorized_keys', size: 1 }] }))
    })
    writeLab(`models: { m: { repo: org/tiny, revision: ${REVISION} } }`)
    const { exit, stderr } = await lock({ HF_ENDPOINT: await listening(hub) })
    expect(exit).toBe(1)
    expect(stderr).toContain('which no model folder can hold')
  })

  it('says that a hub does not answer', async () => {
    writeLab(`models: { m: { repo: org/tiny, revision: ${REVISION} } }`)
    const { exit, stderr } = await lock({ HF_ENDPOINT: 'http://127.0.0.1:1' })
    expect(exit).toBe(1)
    expect(stderr).toMatch(/http:\/\/127\.0\.0\.1:1 does not answer/)
  })

  it('refuses a folder that holds no model', async () => {
    writeLab(`models: { m: { folder: "${directory}" } }`)
    const { exit, stderr } = await lock()
    expect(exit).toBe(1)
    expect(stderr).toContain('holds no config.json: is it a model folder?')
  })

  it('says that uv is missing, and how to name it', async () => {
    writeLab('mlx: { python: "3.12", mlx: 0.32.4, mlx-lm: 0.32.2 }')
    const { exit, stderr } = await lock({ MACLOOM_UV: '/nowhere/uv' })
    expect(exit).toBe(1)
    expect(stderr).toMatch(/\/nowhere\/uv cannot be run .* set MACLOOM_UV to its path/)
  })

  it('says how to get uv where none is named, on PATH or in the cache', async () => {
    writeLab('mlx: { python: "3.12", mlx: 0.32.4, mlx-lm: 0.32.2 }')
    const { exit, stderr } = await lock({ PATH: directory, HOME: directory })
    expect(exit).toBe(1)
    expect(stderr).toContain('`pipx install uv` or `brew install uv`, or set MACLOOM_UV to its path')
  })

  it.each([
    ['PATH', 'bin'],
    ['MACLOOM_CACHE', `uv/${UV_VERSION}`],
    ['HOME', `.cache/macloom/uv/${UV_VERSION}`],
  ])('finds the uv that is below %s', async (name, below) => {
    mkdirSync(join(directory, below), { recursive: true })
    writeFileSync(join(directory, below, 'uv'), '#!/bin/sh\necho this is the one >&2; exit 1\n', { mode: 0o755 })
    writeLab('mlx: { python: "3.12", mlx: 0.32.4, mlx-lm: 0.32.2 }')
    const { stderr } = await lock({ [name]: name === 'PATH' ? join(directory, below) : directory })
    expect(stderr).toContain('this is the one')
  })

  it('refuses a Python for which no archive is pinned', async () => {
    writeFileSync(join(directory, 'uv'), '#!/bin/sh\nwhile [ $# -gt 1 ]; do [ "$1" = -o ] && : > "$2"; shift; done\n', {
      mode: 0o755,
    })
    writeLab('mlx: { python: "3.9", mlx: 0.32.4, mlx-lm: 0.32.2 }')
    const { exit, stderr } = await lock({ MACLOOM_UV: join(directory, 'uv') })
    expect(exit).toBe(1)
    expect(stderr).toContain('mlx.python 3.9: there is a pinned archive for 3.11, 3.12, 3.13, 3.14')
  })
})

function siblings(config: string) {
  return [
    { rfilename: 'config.json', size: config.length },
    { rfilename: 'model.safetensors', size: WEIGHTS.length, lfs: { sha256: sha256(WEIGHTS) } },
    { rfilename: '.gitattributes', size: 3 },
  ]
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
