import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { said, wholeLines } from './reply.js'

const TOOL = 'profiles'

/** Whether an organisation manages this Mac (MDM), which may then change its network, settings and macOS. */
export interface Enrollment {
  readonly enrolled: boolean
  /**
   * `automated`: through the organisation's list of serial numbers (DEP); `approved`: a person agreed; `unapproved`:
   * neither, so the server may do little; null when not enrolled.
   */
  readonly trust: 'automated' | 'approved' | 'unapproved' | null
  /** URL of the server; null when not enrolled. */
  readonly server: string | null
}

const MDM = { No: null, Yes: 'unapproved', 'Yes (User Approved)': 'approved' } as const

/** Needs no root, takes about 30 ms. Texts seen on macOS 26.5.1 and in several public captures of 2026. */
export const enrollment: Question<Enrollment> = {
  name: 'profiles status -type enrollment',
  command: run('profiles', 'status', '-type', 'enrollment'),
  read: (reply) => {
    const lines = wholeLines(TOOL, said(TOOL, reply))
    const dep = field(lines, 'Enrolled via DEP')
    const mdm = field(lines, 'MDM enrollment')
    const trust = isMdm(mdm) ? MDM[mdm] : undefined
    if ((dep !== 'Yes' && dep !== 'No') || trust === undefined) {
      throw new Unreadable(TOOL, 'whether this Mac is enrolled', lines.join('\n'))
    }
    const server = field(lines, 'MDM server')
    if (server !== undefined && !/^https?:\/\/\S+$/.test(server))
      throw new Unreadable(TOOL, 'the URL of a server', server)
    // The server stands there exactly when there is one: otherwise a line was lost.
    if ((server === undefined) !== (trust === null)) throw new Unreadable(TOOL, 'an MDM server', lines.join('\n'))
    return {
      enrolled: trust !== null,
      trust: trust !== null && dep === 'Yes' ? 'automated' : trust,
      server: server ?? null,
    }
  },
}

function isMdm(text: string | undefined): text is keyof typeof MDM {
  return text !== undefined && Object.hasOwn(MDM, text)
}

function field(lines: readonly string[], key: string): string | undefined {
  const values = lines.flatMap((line) => (line.startsWith(`${key}: `) ? [line.slice(key.length + 2)] : []))
  if (values.length > 1) throw new Unreadable(TOOL, `one line of ${key}`, values.join('\n'))
  return values[0]
}
