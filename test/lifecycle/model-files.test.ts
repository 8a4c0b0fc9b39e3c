import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HalfDone } from '../../src/resources/lifecycle.js'
import type { ModelFilesInputs } from '../../src/resources/model-files/inputs.js'
import { modelFiles } from '../../src/resources/model-files/model-files.js'
import { Rehearsal } from './rehearsal.js'

const folder = mkdtempSync(join(tmpdir(), 'model-files-'))
const WEIGHTS = Buffer.concat(Array.from({ length: 300_000 }, (_, i) => Buffer.from(`${i}`.padStart(10))))
const CONFIG = Buffer.from('{"model_type": "llama"}\n')

let story: Rehearsal

beforeAll(async () => {
  mkdirSync(join(folder, 'tiny', 'extra'), { recursive: true })
  writeFileSync(join(folder, 'tiny', 'model.safetensors'), WEIGHTS)
  writeFileSync(join(folder, 'tiny', 'extra', 'config.json'), CONFIG)
  story = await Rehearsal.open({ directory: folder })
})

afterAll(async () => {
  await story.end()
  rmSync(folder, { recursive: true, force: true })
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

const FILES = [
  { name: 'model.safetensors', size: WEIGHTS.length, sha256: sha256(WEIGHTS) },
  { name: 'extra/config.json', size: CONFIG.length, sha256: sha256(CONFIG) },
]

function declared(over: Partial<ModelFilesInputs> = {}): ModelFilesInputs {
  const macs = ['studio-1', 'studio-2']
  return { needs: [], name: 'tiny', macs, source: { folder: 'tiny' }, files: FILES, retain: false, ...over }
}

function onMac(mac: string, path: string): string {
  return story.ours(mac, path)
}

describe('the files of a model, from the operator to two Macs and back', () => {
  it('writes nothing in a preview', async () => {
    const changes = await story.preview(modelFiles, declared())
    expect(changes.map(({ what }) => what)).toEqual([
      'bring model.safetensors (3.0 MB) to studio-1 and verify it',
      'bring extra/config.json (24 B) to studio-1 and verify it',
      'bring model.safetensors (3.0 MB) to studio-2 and verify it',
      'bring extra/config.json (24 B) to studio-2 and verify it',
    ])
    expect(story.told).toEqual([])
    expect(existsSync(onMac('studio-1', ''))).toBe(false)
  })

  it('brings every file to both Macs, byte for byte', async () => {
    const outputs = await story.up(modelFiles, declared())
    expect(outputs.ready.state).toBe('ready')
    for (const mac of ['studio-1', 'studio-2']) {
      expect(readFileSync(onMac(mac, 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
      expect(readFileSync(onMac(mac, 'models/tiny/extra/config.json')).equals(CONFIG)).toBe(true)
    }
    expect(story.progress).toContain('studio-1: bringing model.safetensors (3.0 MB)')
  })

  it('serves the Mac that answers while the other one is down, names that one, and goes on when it is back', async () => {
    const more = Buffer.from('more')
    writeFileSync(join(folder, 'tiny', 'more.txt'), more)
    const files = [...FILES, { name: 'more.txt', size: more.length, sha256: sha256(more) }]
    await story.bench.sim.hands.setFault('studio-2', 'down', '1')
    const outputs = await story.up(modelFiles, declared({ files }))
    expect(outputs.ready.state).toBe('unreachable')
    expect(outputs.ready.reason).toContain('studio-2')
    expect(readFileSync(onMac('studio-1', 'models/tiny/more.txt')).equals(more)).toBe(true)
    await story.bench.sim.hands.clearFault('studio-2', 'down')
    story.listen()
    expect((await story.up(modelFiles, declared({ files }))).ready.state).toBe('ready')
    expect(story.told.every((line) => line.startsWith('studio-2: '))).toBe(true)
    await story.up(modelFiles, declared())
  })

  it('tells nothing when all is there, and reads no file again', async () => {
    story.listen()
    await story.up(modelFiles, declared())
    expect(story.told).toEqual([])
    expect(await story.preview(modelFiles, declared())).toEqual([])
  })

  /** Leaves the weights on studio-1 as a transfer would that broke after so many bytes. */
  const cutShort = (bytes: number) =>
    story.hand(
      'studio-1',
      `cd "$MACLOOM_ROOT"/usr/local/macloom
      head -c ${bytes} models/tiny/model.safetensors > "incoming/tiny+${sha256(WEIGHTS)}.part"
      rm models/tiny/model.safetensors`,
    )

  it('goes on at the byte where a transfer stopped', async () => {
    await cutShort(1_000_000)
    story.listen()
    const [change] = await story.preview(modelFiles, declared())
    expect(change?.what).toBe('bring model.safetensors (3.0 MB) to studio-1, going on at 1.0 MB and verify it')
    await story.up(modelFiles, declared())
    expect(readFileSync(onMac('studio-1', 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
    expect(story.told.every((line) => line.startsWith('studio-1: '))).toBe(true)
  })

  it('begins anew by itself when the part of an earlier attempt has a hole', async () => {
    await story.hand(
      'studio-1',
      `cd "$MACLOOM_ROOT"/usr/local/macloom
      printf 'a hole' > "incoming/tiny+${sha256(WEIGHTS)}.part"
      rm models/tiny/model.safetensors`,
    )
    expect((await story.up(modelFiles, declared())).ready.state).toBe('ready')
    expect(readFileSync(onMac('studio-1', 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
  })

  it('refuses one flipped bit: file, expected and seen are named, and nothing takes the final name', async () => {
    const flipped = Buffer.from(WEIGHTS)
    flipped[1_234_567] = (flipped[1_234_567] ?? 0) ^ 4
    writeFileSync(join(folder, 'tiny', 'model.safetensors'), flipped)
    await story.hand('studio-2', 'rm "$MACLOOM_ROOT"/usr/local/macloom/models/tiny/model.safetensors')
    const failure = await story.up(modelFiles, declared()).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(HalfDone)
    expect(String(failure)).toContain(`studio-2: verify model.safetensors: its SHA-256 should be ${sha256(WEIGHTS)}`)
    expect(String(failure)).toContain(`and is ${sha256(flipped)}`)
    expect(existsSync(onMac('studio-2', 'models/tiny/model.safetensors'))).toBe(false)
    expect(existsSync(onMac('studio-2', `incoming/tiny+${sha256(WEIGHTS)}.part`))).toBe(false)
    writeFileSync(join(folder, 'tiny', 'model.safetensors'), WEIGHTS)
    expect((await story.up(modelFiles, declared())).ready.state).toBe('ready')
  })

  it('sees a file that was changed behind its back, verifies it first, and replaces it', async () => {
    const config = onMac('studio-1', 'models/tiny/extra/config.json')
    writeFileSync(config, Buffer.from('{"model_type": "nonsens"}'.slice(0, CONFIG.length)))
    await story.hand(
      'studio-1',
      `touch -t 202601010000 "$MACLOOM_ROOT"/usr/local/macloom/models/tiny/extra/config.json`,
    )
    expect((await story.preview(modelFiles, declared())).map(({ what }) => what)).toEqual([
      'verify extra/config.json (24 B) on studio-1: it is there, and what was recorded of it no longer holds',
    ])
    await story.up(modelFiles, declared())
    expect(readFileSync(config).equals(CONFIG)).toBe(true)
  })

  it('removes what an older manifest had placed, and leaves what it did not place', async () => {
    writeFileSync(onMac('studio-1', 'models/tiny/notes.txt'), 'mine')
    await story.up(modelFiles, declared({ files: FILES.slice(0, 1) }))
    expect(existsSync(onMac('studio-1', 'models/tiny/extra/config.json'))).toBe(false)
    expect(readFileSync(onMac('studio-1', 'models/tiny/notes.txt'), 'utf8')).toBe('mine')
    await story.up(modelFiles, declared())
  })

  it('is imported by its id alone', async () => {
    const found = await story.read(modelFiles, 'ModelFiles/tiny')
    expect(found.gone).toBe(false)
    if (!found.gone) expect(found.inputs).toEqual(declared())
  })

  it('downloads from a hub to the Mac itself, and goes on there too', async () => {
    const hub = await startHub()
    const source = { hub: hub.url, repo: 'org/tiny', revision: 'a'.repeat(40) }
    await cutShort(2_000_000)
    await story.up(modelFiles, declared({ source }))
    expect(readFileSync(onMac('studio-1', 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
    expect(hub.asked).toEqual([`/org/tiny/resolve/${'a'.repeat(40)}/model.safetensors bytes=2000000-`])
    hub.server.close()
  })

  it.each([
    ['a hub that knows no ranges', 'no ranges' as const],
    ['a hub that says 416 to the part that is there', 'refuses ranges' as const],
  ])('fetches the file whole from %s, in place of going on for ever', async (_name, habit) => {
    const hub = await startHub(habit)
    const source = { hub: hub.url, repo: 'org/tiny', revision: 'a'.repeat(40) }
    await cutShort(2_000_000)
    expect((await story.up(modelFiles, declared({ source }))).ready.state).toBe('ready')
    expect(readFileSync(onMac('studio-1', 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
    expect(hub.asked.map((line) => line.split(' ')[1])).toEqual(['bytes=2000000-', 'undefined'])
    hub.server.close()
  })

  it('refuses with arithmetic what does not fit on the disk, before the first byte', async () => {
    story.listen()
    const huge = { name: 'model-2.safetensors', size: 9_000_000_000_000_000, sha256: 'b'.repeat(64) }
    const failure = await story.up(modelFiles, declared({ files: [...FILES, huge] })).catch((error: unknown) => error)
    expect(String(failure)).toMatch(/make room for the model tiny: it needs 9000\.0 TB and has .* free: .* are missing/)
    expect(story.told).toEqual([])
  })

  it('keeps what has arrived when the connection breaks, and the next run goes on there', async () => {
    const one = declared({ macs: ['studio-1'] })
    await story.hand('studio-1', 'rm "$MACLOOM_ROOT"/usr/local/macloom/models/tiny/model.safetensors')
    // The fault is for fresh connections: the one that stands is cut first.
    const { hands } = story.bench.sim
    await hands.setFault('studio-1', 'down', '1')
    await hands.clearFault('studio-1', 'down')
    await hands.setFault('studio-1', 'drop once after', '1500000')
    await expect(story.up(modelFiles, one)).rejects.toThrow('studio-1: send model.safetensors')
    const [change] = await story.preview(modelFiles, one)
    expect(change?.what).toMatch(/going on at [1-9][\d.]* .B and verify it/)
    await story.up(modelFiles, one)
    expect(readFileSync(onMac('studio-1', 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
  })

  it('says that the disk is full when it fills up on the way, and nothing takes the final name', async () => {
    const one = declared({ macs: ['studio-1'] })
    await story.hand('studio-1', 'rm "$MACLOOM_ROOT"/usr/local/macloom/models/tiny/model.safetensors')
    // Enough for the arithmetic, and too little once our own notes are written.
    await story.bench.sim.hands.setFault('studio-1', 'disk full', String(WEIGHTS.length + 400))
    const failure = await story.up(modelFiles, one).catch(String)
    expect(failure).toMatch(/disk is full|No space left/)
    expect(existsSync(onMac('studio-1', 'models/tiny/model.safetensors'))).toBe(false)
    await story.bench.sim.hands.clearFault('studio-1', 'disk full')
    expect((await story.up(modelFiles, one)).ready.state).toBe('ready')
  })

  it('gives back a Mac that is taken out of its Macs: files and claim go there, and nowhere else', async () => {
    const claim = onMac('studio-2', 'claims/ModelFiles+tiny')
    await story.up(modelFiles, declared())
    expect(existsSync(claim)).toBe(true)
    const one = declared({ macs: ['studio-1'] })
    expect((await story.preview(modelFiles, one)).map(({ path }) => path)).toEqual(['macs.studio-2'])
    await story.up(modelFiles, one)
    expect(existsSync(onMac('studio-2', 'models/tiny'))).toBe(false)
    expect(existsSync(claim)).toBe(false)
    expect(readFileSync(onMac('studio-1', 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
    expect(await story.preview(modelFiles, one)).toEqual([])
  })

  it('leaves the files of a Mac that is taken out where they are when they are to be retained', async () => {
    await story.up(modelFiles, declared({ retain: true }))
    await story.up(modelFiles, declared({ retain: true, macs: ['studio-1'] }))
    expect(readFileSync(onMac('studio-2', 'models/tiny/model.safetensors')).equals(WEIGHTS)).toBe(true)
    expect(existsSync(onMac('studio-2', 'claims/ModelFiles+tiny'))).toBe(false)
    await story.up(modelFiles, declared())
  })

  it('gives back at destroy the Mac that was taken out while it was down, too', async () => {
    const one = declared({ macs: ['studio-1'] })
    await story.bench.sim.hands.setFault('studio-2', 'down', '1')
    expect((await story.up(modelFiles, one)).ready.state).toBe('ready')
    await story.bench.sim.hands.clearFault('studio-2', 'down')
    expect(existsSync(onMac('studio-2', 'models/tiny'))).toBe(true)
    await story.destroy(modelFiles, one)
    expect(existsSync(onMac('studio-2', 'models/tiny'))).toBe(false)
    expect(existsSync(onMac('studio-2', 'claims/ModelFiles+tiny'))).toBe(false)
  })

  it('gives the Macs back: its files go, a stranger’s file stays, and a second release has nothing to do', async () => {
    await story.up(modelFiles, declared())
    await story.destroy(modelFiles, declared())
    expect(existsSync(onMac('studio-1', 'models/tiny/model.safetensors'))).toBe(false)
    expect(existsSync(onMac('studio-1', 'models/tiny/notes.txt'))).toBe(true)
    expect(existsSync(onMac('studio-2', 'models/tiny'))).toBe(false)
    expect(existsSync(onMac('studio-2', 'models/.verified/tiny'))).toBe(false)
    story.listen()
    await story.destroy(modelFiles, declared())
    expect(story.told.filter((line) => line.startsWith('studio-2'))).toEqual([])
  })
})

type Habit = 'ranges' | 'no ranges' | 'refuses ranges'

async function startHub(habit: Habit = 'ranges'): Promise<{ url: string; asked: string[]; server: Server }> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const range = /bytes=(\d+)-/.exec(request.headers.range ?? '')
    asked.push(`${request.url} ${request.headers.range}`)
    if (habit === 'refuses ranges' && range !== null) return void response.writeHead(416).end()
    if (habit !== 'ranges') return void response.writeHead(200).end(WEIGHTS)
    const from = Number(range?.[1] ?? 0)
    response.writeHead(206, { 'Content-Range': `bytes ${from}-${WEIGHTS.length - 1}/${WEIGHTS.length}` })
    response.end(WEIGHTS.subarray(from))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, asked, server }
}
