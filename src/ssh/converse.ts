import type { ClientChannel } from 'ssh2'
import { Framer, type Mark } from './frame.js'
import type { Link } from './link.js'

/** The most that one script may send us in all; a server that sends more is not believed any longer. */
const TALK_CAP = 64 * 2 ** 20

export interface Talk {
  readonly script: string
  readonly sentinel: string
  /** Leave stdin open until the end: its end tells the Mac that nobody listens any longer. */
  readonly listening: boolean
  readonly onMark: (mark: Mark) => void
  readonly signal: AbortSignal
}

/** How a script ended. `complete` takes both: the end mark and exit code 0. `seen` is what was seen instead, for a sentence. */
export interface Ended {
  readonly how: 'complete' | 'ended' | 'broken' | 'given up'
  readonly seen: string
}

/** Sends a script to a fresh shell and hears it out. Never throws once the channel is open. */
export async function converse(link: Link, talk: Talk): Promise<Ended> {
  return await link.shell((channel) => hearOut(link, channel, talk))
}

function hearOut(link: Link, channel: ClientChannel, talk: Talk): Promise<Ended> {
  return new Promise((resolve) => {
    const framer = new Framer(talk.sentinel)
    const said = { bytes: 0, end: false, stderr: '', exit: null as number | string | null }
    const stop = (seen: string): void => {
      resolve({ how: 'given up', seen })
      channel.close()
    }
    const count = (chunk: Buffer): boolean => {
      said.bytes += chunk.length
      if (said.bytes <= TALK_CAP) return true
      stop(`it sent more than ${String(TALK_CAP / 2 ** 20)} MB`)
      link.destroy()
      return false
    }
    channel.on('error', () => undefined)
    channel.stderr.on('error', () => undefined)
    channel.stderr.on('data', (chunk: Buffer) => {
      if (count(chunk)) said.stderr = (said.stderr + chunk.toString('utf8')).slice(-400)
    })
    channel.on('data', (chunk: Buffer) => {
      if (!count(chunk)) return
      for (const mark of framer.push(chunk)) {
        if (mark.words[0] === 'end') said.end = true
        else talk.onMark(mark)
      }
      if (said.end) channel.end()
    })
    channel.on('exit', (code: number | null, signal?: string) => {
      said.exit = code ?? signal ?? null
    })
    // A shell that ends at once may have said so before we listened; ssh2 says it again with the close.
    channel.on('close', (code?: number | null, signal?: string) => {
      said.exit ??= code ?? signal ?? null
      resolve(ending(said))
    })
    talk.signal.addEventListener('abort', () => {
      stop('it was given up')
    })
    if (talk.signal.aborted) stop('it was given up')
    if (talk.listening) channel.write(talk.script)
    else channel.end(talk.script)
  })
}

function ending(said: { end: boolean; exit: number | string | null; stderr: string }): Ended {
  const { end, exit } = said
  const words = said.stderr.trim() === '' ? '' : `: ${said.stderr.trim()}`
  // A session that dies without a status is how a lost connection looks; it must never pass for success.
  if (exit === null) return { how: 'broken', seen: `the connection broke${words}` }
  if (typeof exit === 'string') return { how: 'ended', seen: `its shell was ended by ${exit}${words}` }
  if (end && exit === 0) return { how: 'complete', seen: 'all of it' }
  return { how: 'ended', seen: `its shell ended early with exit code ${String(exit)}${words}` }
}
