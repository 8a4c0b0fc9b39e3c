import { describe, expect, it } from 'vitest'
import { freeBytes } from '../../../src/macos/df.js'
import type { ModelFilesInputs } from '../../../src/resources/model-files/inputs.js'
import { observe } from '../../../src/resources/model-files/observe.js'
import { models } from '../../../src/resources/model-files/placed.js'
import { urlOf } from '../../../src/resources/model-files/steps.js'
import { macRecord } from '../../../src/resources/record.js'
import { AskedMac } from '../asked-mac.js'

const SHA = 'a'.repeat(64)
const inputs: ModelFilesInputs = {
  ...{ needs: [], name: 'tiny', macs: ['studio-1'], source: { folder: '/models/tiny' }, retain: false },
  files: [
    { name: 'config.json', size: 7, sha256: SHA },
    { name: 'extra/a b.txt', size: 3, sha256: 'b'.repeat(64) },
  ],
}
const record = (name: string, mtime: number, size = 7) =>
  JSON.stringify({ model: 'tiny', name, size, sha256: SHA, mtime })

function mac(lines: readonly string[]): AskedMac {
  const stdout = lines.map((line) => `${line}\n`).join('')
  const df =
    'Filesystem 1024-blocks Used Available Capacity iused ifree %iused Mounted on\n/dev/disk3s5 100 50 9 85% 1 2 0% /\n'
  return new AskedMac('studio-1')
    .knows(macRecord, { version: 1, facts: {} })
    .answers(models, { exit: 0, stdout, stderr: '' })
    .answers(freeBytes('/usr/local'), { exit: 0, stdout: df, stderr: '' })
}

describe('looking at the files of a model', () => {
  it('trusts a verified file while its size and time are those of then, and does not ask for free space', async () => {
    const lines = ['7 100 models/tiny/config.json', '3 200 models/tiny/extra/a b.txt', record('config.json', 100)]
    const asked = mac([...lines, record('extra/a b.txt', 200, 3).replace(SHA, 'b'.repeat(64)), 'models/tiny'])
    expect(await observe(asked.readers(), inputs)).toEqual({
      left: {},
      macs: {
        'studio-1': {
          files: [
            { name: 'config.json', size: 7, sha256: SHA },
            { name: 'extra/a b.txt', size: 3, sha256: 'b'.repeat(64) },
          ],
          ...{ partial: {}, freeBytes: null, strays: [] },
        },
      },
    })
    expect(asked.asked.sort()).toEqual(['models', 'record'])
  })

  it('does not trust it any more when it was written to since', async () => {
    const asked = mac(['7 101 models/tiny/config.json', record('config.json', 100)])
    expect(await observe(asked.readers(), inputs)).toMatchObject({
      macs: { 'studio-1': { files: [{ name: 'config.json', sha256: null }], freeBytes: 9 * 1024 } },
    })
  })

  it('sees the half-sent files of this model and not those of another with the same bytes', async () => {
    const asked = mac([`5 1 incoming/tiny+${SHA}.part`, `6 1 incoming/other+${SHA}.part`])
    expect(await observe(asked.readers(), inputs)).toMatchObject({ macs: { 'studio-1': { partial: { [SHA]: 5 } } } })
  })

  it('names weights that nobody declared, and leaves other files alone', async () => {
    const asked = mac(['1 1 models/tiny/model-old.safetensors', '1 1 models/tiny/notes.txt', '1 1 models/tinier/x'])
    expect(await observe(asked.readers(), inputs)).toMatchObject({
      macs: { 'studio-1': { files: [], strays: ['model-old.safetensors'] } },
    })
  })

  it('keeps a Mac that does not answer apart from the others', async () => {
    const down = new AskedMac('studio-2').goesDown()
    const seen = await observe(mac([]).readers(down), { ...inputs, macs: ['studio-1', 'studio-2'] })
    expect(seen).toMatchObject({ macs: { 'studio-1': { files: [] }, 'studio-2': { unknown: 'refused' } } })
  })

  it('says what it could not read', async () => {
    const seen = await observe(mac(['what is this']).readers(), inputs)
    expect(seen).toMatchObject({
      macs: { 'studio-1': { unknown: expect.stringContaining('what is this') as unknown } },
    })
  })
})

it('a file of a hub has the address that huggingface_hub asks for', () => {
  const source = { hub: 'https://hub.example/', repo: 'org/name', revision: 'f'.repeat(40) }
  expect(urlOf(source, 'sub folder/a.json')).toBe(
    `https://hub.example/org/name/resolve/${'f'.repeat(40)}/sub%20folder/a.json`,
  )
})
