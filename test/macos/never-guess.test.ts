import { describe, expect, test } from 'vitest'
import type { Reply } from '../../src/command/question.js'
import { specimensOf } from '../fuzz/specimen.js'
import { outcome, type Subject } from '../fuzz/subject.js'
import { SUBJECTS } from '../fuzz/subjects.js'
import { questions } from './exported.js'

const cases = SUBJECTS.flatMap((subject) =>
  specimensOf(subject).map(({ name, reply }) => ({ name: `${subject.question.name} on ${name}`, subject, reply })),
)

/** What a parser makes of a reply: its value as text, or that it was unreadable. Anything else thrown is a crash. */
function said({ question }: Subject, reply: Reply): string {
  const found = outcome(question, reply)
  if ('refused' in found) return 'unreadable'
  return JSON.stringify(found.value instanceof Map ? [...found.value] : found.value)
}

describe.each(cases)('$name', ({ subject, reply }) => {
  test('cut off anywhere, it says the same or is unreadable, never less', () => {
    const whole = said(subject, reply)
    const { stdout } = reply
    const step = Math.max(1, Math.floor(stdout.length / 120))
    for (let end = 0; end < stdout.length; end += step) {
      // A listing without end mark can be short of whole lines and nobody could tell; the wire marks its end instead.
      if (subject.openEnd === true && (end === 0 || stdout[end - 1] === '\n')) continue
      expect([whole, 'unreadable'], `cut at ${end}`).toContain(
        said(subject, { ...reply, stdout: stdout.slice(0, end) }),
      )
    }
  })

  test('the same words with a failing exit code are no answer', () => {
    if (reply.exit === 0 && said(subject, reply) !== 'null') {
      for (const exit of [1, 2, 127, 255]) expect(said(subject, { ...reply, exit })).toBe('unreadable')
    }
    expect(said(subject, { exit: 64, stdout: '', stderr: 'usage: tool\n' })).toBe('unreadable')
  })
})

describe('the list of parsers', () => {
  // Parameters are not part of what a question is: paths, a port, the label of a job.
  const plain = (name: string) => name.replace(/(?<=^launchctl print system\/).+| \/.*| TCP .*/, '')

  test('every question of the room src/macos stands in it', async () => {
    const listed = SUBJECTS.map(({ question }) => plain(question.name))
    for (const { name } of await questions()) expect(listed).toContain(plain(name))
  })

  test.each(SUBJECTS.map((subject) => [subject.question.name, subject] as const))(
    '%s reads at least one text of a Mac, so that refusing everything is no way out',
    (_name, subject) => {
      expect(specimensOf(subject).filter(({ answer }) => 'value' in answer)).not.toEqual([])
    },
  )
})
