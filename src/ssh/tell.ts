import type { Tell } from '../command/mac.js'
import { converse } from './converse.js'
import { Deadline } from './deadline.js'
import type { Mark } from './frame.js'
import type { Line } from './line.js'
import { newSentinel, refuseNul } from './script.js'
import { tellScript, type Holder } from './tell-script.js'
import { Telling } from './telling.js'

/** How long a shell may take to start, and sudo and the lock to answer, in seconds. */
const START = 15
const PROBE = 5

/**
 * Makes one change on a Mac. Resolves only when its end was heard with exit code 0; a connection that broke is
 * `unknown-outcome`, and nothing is ever sent twice: whoever called looks again first.
 */
export async function tellOver(
  line: Line,
  tell: Tell,
  holder: Holder,
  waiting: (holder: string) => void,
): Promise<void> {
  for (const command of tell.commands) refuseNul(line.mac, command)
  if (tell.commands.length === 0) return
  const link = await line.link()
  const telling = new Telling(line.mac, tell)
  const ending = new AbortController()
  let seconds = START
  const deadline = new Deadline(seconds, () => {
    ending.abort()
  })
  const onMark = (mark: Mark): void => {
    telling.take(mark)
    if (mark.words[0] === 'waiting') waiting(mark.words.slice(2).join(' '))
    seconds = patience(mark, tell, line.clocks.lock) ?? seconds
    deadline.wind(seconds)
  }
  const sentinel = newSentinel()
  const script = tellScript(sentinel, tell, holder, line.clocks.lock)
  try {
    const talk = { script, sentinel, listening: false, onMark, signal: ending.signal }
    const { how, seen } = await converse(link, talk).catch((err: unknown) => {
      throw line.broken(tell.what, err instanceof Error ? err.message : String(err), 'Nothing of it was sent')
    })
    if (how === 'given up' && ending.signal.aborted) throw telling.late(seconds)
    if (how !== 'complete') throw telling.unknownOutcome(seen)
    if (telling.trouble !== undefined) throw telling.trouble
  } finally {
    deadline.over()
  }
}

/** How long the next mark may take, in seconds. */
function patience({ words }: Mark, tell: Tell, lock: number): number | undefined {
  if (words[0] === 'go') return START + lock + PROBE * tell.commands.filter((command) => command.root).length
  if (words[0] === 'step') return tell.commands[Number(words[1])]?.seconds
  return undefined
}
