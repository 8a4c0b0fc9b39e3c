import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { macosVersion } from '../../src/macos/sw-vers.js'
import { labMacs, recordedMacs } from '../../src/provider/lab-macs.js'
import { captured } from '../captures/read.js'

const ENTRY = { argv: ['sw_vers'], exit: 0, stdout: 'sw_vers.txt' }

describe('a bundle in place of Macs', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'macloom-bundle-'))
    write('desk/index.json', JSON.stringify([ENTRY]))
    write('desk/sw_vers.txt', captured('sw-vers/26.6.txt').stdout)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function write(name: string, text: string): string {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  it('answers for the Macs that it holds, by the names of their folders', async () => {
    write('README.txt', 'what my Macs print')
    const macs = recordedMacs(null, folder)
    expect(macs.names).toEqual(['desk'])
    expect(await macs.reader('desk').ask(macosVersion)).toMatchObject({ known: true, value: { version: '26.6' } })
  })

  it('says of a Mac of the lab that it lacks that nobody recorded it, like one that does not answer', async () => {
    const macs = recordedMacs(['desk', 'shelf'], folder)
    await expect(macs.reader('shelf').ask(macosVersion)).rejects.toMatchObject({
      trouble: 'unreachable',
      message: expect.stringContaining('which has desk') as unknown,
    })
  })

  it('cannot be changed: whoever tries is told so, and what to do', async () => {
    const connection = { address: 'desk.local', hostKey: 'SHA256:x' }
    const connections = { desk: connection }
    const writer = labMacs({ connections, from: folder, env: {}, directory: '/' }).writer('desk')
    expect(await writer.ask(macosVersion)).toMatchObject({ known: true })
    await expect(writer.tell({ what: 'claim it', commands: [] })).rejects.toThrow(
      /desk: claim it: it is a recording .*Nothing was changed.*MACLOOM_FROM/,
    )
  })

  it.each<[string, () => void, RegExp]>([
    ['a folder that is not there', () => rmSync(folder, { recursive: true }), /ENOENT.*Name the folder that/],
    ['a folder without Macs', () => rmSync(join(folder, 'desk'), { recursive: true }), /holds no folder of a Mac/],
    ['a Mac without index', () => rmSync(join(folder, 'desk/index.json')), /desk: it has no index.json.*Write its/],
    ['no JSON', () => write('desk/index.json', '[{"argv": }]'), /desk\/index.json: no JSON: .*Mend it there/],
    ['no list', () => write('desk/index.json', '{}'), /desk\/index.json: .*expected array.*Write a list of/],
    [
      'words in one text',
      () => write('desk/index.json', JSON.stringify([ENTRY, { ...ENTRY, argv: 'sw_vers' }])),
      /desk\/index.json: entry 2, argv: .*expected array/,
    ],
    [
      'a file that is missing',
      () => rmSync(join(folder, 'desk/sw_vers.txt')),
      /desk\/sw_vers.txt: ENOENT.*index.json, entry 1/,
    ],
    [
      'a name that leads out of the folder',
      () => write('desk/index.json', JSON.stringify([{ ...ENTRY, stdout: '../../etc/passwd' }])),
      /entry 1, stdout: the name of a file in the same folder/,
    ],
    [
      'a link that leads out of the folder',
      () => {
        rmSync(join(folder, 'desk/sw_vers.txt'))
        symlinkSync('/etc/hosts', join(folder, 'desk/sw_vers.txt'))
      },
      /sw_vers.txt: it lies outside of the folder/,
    ],
    [
      'a file that cannot be read',
      () => {
        rmSync(join(folder, 'desk/sw_vers.txt'))
        mkdirSync(join(folder, 'desk/sw_vers.txt'))
      },
      /desk\/sw_vers.txt: EISDIR.*index.json, entry 1/,
    ],
    ['trouble that is none', () => write('desk/trouble.json', '{"trouble":"tired"}'), /desk\/trouble.json: .*trouble/],
  ])('refuses %s, and names folder, file, place and remedy', (_what, spoil, sentence) => {
    spoil()
    expect(() => recordedMacs(null, folder)).toThrow(sentence)
  })

  it('says which folder is meant when somebody names that of one Mac', () => {
    expect(() => recordedMacs(null, join(folder, 'desk'))).toThrow(/Name the folder above it/)
  })
})
