import { describe, expect, it } from 'vitest'
import { Framer, STREAM_CAP, type Mark } from '../../src/ssh/frame.js'

const SENTINEL = 'macloom-0123456789abcdef'

function read(chunks: readonly Buffer[]): (readonly [words: string, before: string | null])[] {
  const framer = new Framer(SENTINEL)
  const marks: Mark[] = chunks.flatMap((chunk) => framer.push(chunk))
  return marks.map(({ words, before }) => [words.join(' '), before?.toString() ?? null] as const)
}

describe('the marks in a stream', () => {
  const text = Buffer.from(
    `Welcome\n\n${SENTINEL} go\n\n${SENTINEL} o 0 3\none\n\ntwo\n${SENTINEL} e\n\n${SENTINEL} .\n\n${SENTINEL} end\n`,
  )
  const marks = [
    ['go', '\nWelcome\n'],
    ['o 0 3', ''],
    ['e', 'one\n\ntwo'],
    ['.', ''],
    ['end', ''],
  ]

  it('are the same wherever the network cuts it', () => {
    for (let at = 0; at <= text.length; at += 1) {
      expect(read([text.subarray(0, at), text.subarray(at)])).toEqual(marks)
    }
    expect(read([...text].map((byte) => Buffer.from([byte])))).toEqual(marks)
  })

  it('may be the very first line', () => {
    expect(read([Buffer.from(`${SENTINEL} go\n`)])).toEqual([['go', '']])
  })

  it('are no marks without their sentinel, in the middle of a line or without an end', () => {
    expect(read([Buffer.from(`\nmacloom-ff go\nx${SENTINEL} go\n\n${SENTINEL} g`)])).toEqual([])
  })

  it('are found behind more than a stream may have, whose bytes are not kept', () => {
    const flood = Array.from({ length: 3 * 8 }, () => Buffer.alloc(STREAM_CAP / 8, 'x'))
    const found = read([...flood, Buffer.from(`\n${SENTINEL} e\nsmall\n${SENTINEL} .\n`)])
    expect(found).toEqual([
      ['e', null],
      ['.', 'small'],
    ])
  })
})
