import { describe, expect, test } from 'vitest'
import { fuzz } from './run.js'
import { SUBJECTS } from './subjects.js'

/** `npm run fuzz` gives each parser a million. */
const SAMPLE = 400

describe(`${SAMPLE} mutated texts: no crash, and nothing that was there is missing from an answer`, () => {
  test.each(SUBJECTS.map((subject) => [subject.question.name, subject] as const))('%s', (_name, subject) => {
    expect(fuzz(subject, 1, 0, SAMPLE).failures).toEqual([])
  })
})
