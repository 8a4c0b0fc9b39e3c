import { describe, expect, it } from 'vitest'
import { look, settle } from '../../../src/resources/lifecycle.js'
import { summary } from '../../../src/resources/summary/summary.js'
import type { Ready } from '../../../src/resources/words.js'
import { writersOf } from '../doubles.js'

const READY: Ready = { state: 'ready', reason: '', generation: 'a.0' }
const WAITING: Ready = { state: 'waiting', reason: 'RDMA is off', generation: 'b.0' }
const DOWN: Ready = { state: 'unreachable', reason: 'studio-2: connect: timed out', generation: '' }
const run = { urn: 'urn:summary', last: null, quiesce: async () => {}, checkpoint: () => undefined }

const inputs = (resources: Record<string, Ready>) => ({ needs: [], lab: 'desk', resources })

describe('the summary of a lab', () => {
  it('succeeds when every Mac answered, also while a person is waited for', async () => {
    const outputs = await settle(summary, writersOf(), inputs({ 'studio-1': READY, rdma: WAITING }), run)
    expect(outputs.ready.state).toBe('ready')
  })

  it('fails the run and names what could not be reached', async () => {
    const run_ = settle(summary, writersOf(), inputs({ 'studio-1': READY, 'studio-2': DOWN }), run)
    await expect(run_).rejects.toMatchObject({
      trouble: 'unreachable',
      message: expect.stringContaining('studio-2: connect: timed out') as string,
    })
  })

  it('shows an unreachable Mac as a difference, so that a pipeline does not take it for peace', async () => {
    const { changes } = await look(summary, writersOf(), inputs({ 'studio-2': DOWN }), null)
    expect(changes).toMatchObject([
      {
        path: 'resources',
        from: 'unreachable',
        to: 'ready',
        what: expect.stringMatching(/this holds studio-2/) as string,
      },
    ])
  })

  it('is not held back by a need that is unreachable: that is what it reports', async () => {
    const needing = { ...inputs({ 'studio-2': DOWN }), needs: [DOWN] }
    await expect(settle(summary, writersOf(), needing, run)).rejects.toMatchObject({ trouble: 'unreachable' })
  })

  it('does not fail for an optional Mac that is away, and says what goes on without it', () => {
    const away: Ready = { state: 'away', reason: 'book-1: connect: timed out', generation: '' }
    const inputs = { needs: [], lab: 'x', resources: { 'book-1': away, 'book-1-settings': away, chat: away } }
    expect(summary.diff(inputs, { away: [away.reason] })).toEqual([])
    expect(summary.diff(inputs, { away: [] })).toMatchObject([{ path: 'away', to: [away.reason], risk: 'safe' }])
    expect(summary.findings(inputs, { away: [] })).toMatchObject([
      { danger: 'note', cause: 'book-1: connect: timed out (this holds book-1, book-1-settings, chat)' },
    ])
  })
})
