import { describe, expect, it } from 'vitest'
import { HANDS, VALUED } from '../../src/cli/sim/hands-words.js'
import { FAULTS } from '../../src/sim/fault-names.js'
import { macloom } from './terminal.js'

const hands = (...words: readonly string[]) => macloom(['sim', 'hands', ...words], { directory: '/nowhere' })

describe('macloom sim hands', () => {
  it.each([
    ['rdma with a word that is none', ['rdma', 'a', 'of'], /rdma is on or off, not of$/m],
    [
      'a fault without the value it needs',
      ['fault', 'a', 'disk full'],
      /needs a value \(so many more bytes fit\).*"disk full" <value>/,
    ],
    [
      'a fault taken apart by the shell',
      ['fault', 'a', 'disk', 'full'],
      /in quotes: macloom sim hands fault a "disk full"/,
    ],
    ['the same with its value', ['fault', 'a', 'disk', 'full', '1000'], /in quotes: .*"disk full"/],
    [
      'a fault to mend, taken apart',
      ['mend', 'a', 'hang', 'pmset'],
      /in quotes: macloom sim hands mend a "hang pmset"/,
    ],
    ['a misspelt fault', ['fault', 'a', 'dwon'], /there is no fault dwon; did you mean down\?/],
  ])('refuses %s before it asks any sim', async (_what, words, sentence) => {
    const { exit, stderr } = await hands(...words)
    expect(stderr).toMatch(sentence)
    expect(exit).toBe(2)
  })

  it('hands on what is right, and finds no sim there', async () => {
    const { exit, stderr } = await hands('fault', 'a', 'disk full', '1000')
    expect(exit).toBe(1)
    expect(stderr).toContain('no sim has run')
  })

  it('lists verbs, their words and every fault in its help', async () => {
    const { stdout } = await hands('--help')
    for (const verb of Object.keys(HANDS)) expect(stdout).toMatch(new RegExp(`^ {2}${verb} <mac`, 'm'))
    for (const fault of Object.keys(FAULTS)) expect(stdout).toContain(fault)
    expect(stdout).toContain('"disk full" <value>')
  })

  it('asks a value for each fault whose meaning speaks of one', () => {
    const speaks = Object.entries(FAULTS).filter(([, what]) =>
      /so many|\bthis\b(?! is|:)|the value|listens on/.test(what),
    )
    for (const [name] of speaks) expect(VALUED, name).toContain(name)
    for (const name of VALUED) expect(FAULTS, name).toHaveProperty([name])
  })
})
