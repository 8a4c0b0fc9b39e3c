import type { ChildProcess } from 'node:child_process'
import type { Connection, PseudoTtyInfo, ServerChannel, Session } from 'ssh2'
import { runLogin, type Place, type Terminal } from '../shell.js'
import { MacFiles, type Room } from './mac-files.js'
import { serveSftp } from './sftp.js'

/** What a connection can tell its shells: SSH_CONNECTION as sshd sets it. */
export interface Ends {
  readonly client: string
  readonly server: string
}

export interface Serving {
  readonly place: Place
  readonly ends: Ends
  readonly room: Room
  /** What happens when a command has come in, before it runs; false when its connection did not survive that. */
  readonly exec: () => Promise<boolean>
}

/** Serves the sessions of one authenticated connection: exec, shell, terminals and SFTP. */
export function serveSessions(connection: Connection, serving: Serving): void {
  let open = 0
  connection.on('session', (accept, reject) => {
    if (open >= MOST_SESSIONS) return void reject()
    open += 1
    const session = accept()
    session.on('close', () => (open -= 1))
    serveSession(session, serving)
  })
}

// MaxSessions of macOS's sshd (facts 7.2).
const MOST_SESSIONS = 10

function serveSession(session: Session, { place, ends, room, exec }: Serving): void {
  let terminal: Terminal | null = null
  const extra = { SSH_CONNECTION: `${ends.client} ${ends.server}`, SSH_CLIENT: ends.client }
  session.on('pty', (accept, _reject, info: PseudoTtyInfo) => {
    terminal = { term: info.term || 'vt100', rows: info.rows, cols: info.cols }
    agree(accept)
  })
  session.on('window-change', (accept) => agree(accept))
  session.on('env', (_accept, reject) => agree(reject))
  session.on('auth-agent', (_accept, reject) => agree(reject))
  const run = (channel: ServerChannel, line: string | null): void => {
    try {
      const child = runLogin(place, line, extra, terminal)
      session.on('signal', (_accept, _reject, { name }) => forward(child, name))
      connect(channel, child, terminal)
    } catch (error) {
      sayBroken(channel, error)
    }
  }
  session.on('exec', (accept, _reject, { command }) => {
    const channel = accept()
    channel.on('error', () => undefined)
    void exec().then((runs) => runs && run(channel, command))
  })
  session.on('shell', (accept) => run(accept(), null))
  session.on('sftp', (accept) => serveSftp(accept(), new MacFiles(place.folder, room)))
}

// ssh2 gives no function where the client wants no answer.
function agree(answer: (() => void) | undefined): void {
  answer?.()
}

function sayBroken(channel: ServerChannel, error: unknown): void {
  channel.stderr.write(`sim: ${error instanceof Error ? error.message : String(error)}\n`)
  channel.exit(126)
  channel.end()
}

/** sshd passes a client's signal on to the whole session. */
function forward({ pid }: ChildProcess, name: string): void {
  if (pid === undefined || !['TERM', 'INT', 'HUP', 'KILL', 'QUIT', 'USR1', 'USR2'].includes(name)) return
  try {
    process.kill(-pid, `SIG${name}`)
  } catch {
    // It has ended.
  }
}

function connect(channel: ServerChannel, child: ChildProcess, terminal: Terminal | null): void {
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw new Error('a login shell without pipes')
  for (const stream of [stdin, stdout, stderr, channel, channel.stderr]) stream.on('error', () => undefined)
  // sshd passes no end of file to a terminal: a client without input would end what runs there.
  channel.pipe(stdin, { end: terminal === null })
  stdout.pipe(channel, { end: false })
  stderr.pipe(channel.stderr, { end: false })
  child.on('error', (error) => sayBroken(channel, error))
  child.on('close', (code, signal) => {
    if (signal === null) channel.exit(code ?? 1)
    else channel.exit(signal, false)
    channel.end()
  })
  channel.on('close', () => {
    for (const stream of [stdin, stdout, stderr]) stream.destroy()
    if (terminal !== null && child.exitCode === null) child.kill('SIGHUP')
  })
}
