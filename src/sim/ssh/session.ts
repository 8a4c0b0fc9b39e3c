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

/** Serves the sessions of one authenticated connection: exec, shell, terminals and SFTP. */
export function serveSessions(connection: Connection, place: Place, ends: Ends, room: Room): void {
  connection.on('session', (accept) => serveSession(accept(), place, ends, room))
}

function serveSession(session: Session, place: Place, ends: Ends, room: Room): void {
  let terminal: Terminal | null = null
  const extra = { SSH_CONNECTION: `${ends.client} ${ends.server}`, SSH_CLIENT: ends.client }
  session.on('pty', (accept, _reject, info: PseudoTtyInfo) => {
    terminal = { term: info.term || 'vt100', rows: info.rows, cols: info.cols }
    agree(accept)
  })
  session.on('window-change', (accept) => agree(accept))
  session.on('env', (_accept, reject) => agree(reject))
  session.on('auth-agent', (_accept, reject) => agree(reject))
  session.on('exec', (accept, _reject, { command }) => {
    connect(accept(), runLogin(place, command, extra, terminal), terminal)
  })
  session.on('shell', (accept) => connect(accept(), runLogin(place, null, extra, terminal), terminal))
  session.on('sftp', (accept) => serveSftp(accept(), new MacFiles(place.folder, room)))
}

// ssh2 gives no function where the client wants no answer.
function agree(answer: (() => void) | undefined): void {
  answer?.()
}

function connect(channel: ServerChannel, child: ChildProcess, terminal: Terminal | null): void {
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw new Error('a login shell without pipes')
  for (const stream of [stdin, stdout, stderr, channel, channel.stderr]) stream.on('error', () => undefined)
  // sshd passes no end of file to a terminal: a client without input would end what runs there.
  channel.pipe(stdin, { end: terminal === null })
  stdout.pipe(channel, { end: false })
  stderr.pipe(channel.stderr, { end: false })
  child.on('error', (error) => {
    channel.stderr.write(`sim: ${error.message}\n`)
    channel.exit(126)
    channel.end()
  })
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
