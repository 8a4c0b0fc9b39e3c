import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { MACOS_TOOLS } from '../../src/macos/tools.js'
import { CAPTURES, FOLDER, replyOf } from '../captures/read.js'

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /\/.+\.(txt|json)$/.test(file),
)

describe('captures', () => {
  test('every file stands in the index, and every row of the index has its file', () => {
    expect(CAPTURES.map((capture) => capture.file).sort()).toEqual(files.sort())
  })

  test('every capture names its tool, model, macOS and source, and says whether it is real', () => {
    for (const { file, tool, model, macos, source, kind } of CAPTURES) {
      expect([file, tool.length > 0, model !== '', macos !== '', source !== ''].slice(1), file).not.toContain(false)
      expect(['real', 'composed'], file).toContain(kind)
    }
  })

  test('every source tag is explained', () => {
    const explained = readFileSync(new URL('README.md', FOLDER), 'utf8')
    const tags = CAPTURES.flatMap(({ source }) => source.match(/\b[A-Z][A-Z0-9-]{2,}\b/g) ?? [])
    for (const tag of new Set(tags)) expect(explained).toMatch(new RegExp(`^\\| ${tag} +\\|`, 'm'))
  })

  test('no capture holds a path or a name of the machine it was written on', () => {
    for (const capture of CAPTURES) {
      const { stdout, stderr } = replyOf(capture)
      expect(`${stdout}${stderr}${capture.note}`, capture.file).not.toMatch(/\/(work|root|home)\/|\/Users\/(?!ai\b)/)
    }
  })

  test('three families of Macs have a Thunderbolt report', () => {
    const reports = CAPTURES.filter(({ file }) => file.startsWith('system-profiler-thunderbolt/'))
    expect(reports.map(({ model }) => model)).toEqual(expect.arrayContaining(['Mac15,14', 'Mac17,7', 'Mac16,10']))
  })

  test('every tool that we read has a capture', () => {
    const captured = new Set(CAPTURES.map(({ tool }) => tool[0]))
    const silent = ['shutdown', 'sudo']
    for (const tool of Object.keys(MACOS_TOOLS).filter((name) => !silent.includes(name)))
      expect(captured).toContain(tool)
  })
})
