import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { newKey, type Desk, type Key } from './server.js'
import { freePort } from '../free-port.js'

const SSHD = '/usr/sbin/sshd'

/** In CI a missing sshd is a failure; on a developer's machine it is said, and its tests are left out. */
export const LEFT_OUT = !existsSync(SSHD) && (process.env.CI ?? '') === ''
if (LEFT_OUT) console.warn(`The tests against OpenSSH's own server are left out: no ${SSHD} (Debian: openssh-server)`)

/** OpenSSH's own server on a loopback port, as the current user, with everything it needs in the desk's folder. */
export class Sshd {
  readonly port: number
  readonly hostKey: Key
  readonly #child: ChildProcess

  private constructor(port: number, hostKey: Key, child: ChildProcess) {
    this.port = port
    this.hostKey = hostKey
    this.#child = child
  }

  static async start(desk: Desk, settings: readonly string[] = []): Promise<Sshd> {
    if (!existsSync(SSHD)) throw new Error(`these tests need OpenSSH's server: no ${SSHD} (Debian: openssh-server)`)
    const [port, hostKey] = [await freePort(), newKey()]
    const file = (name: string, text: string): string => {
      const path = join(desk.folder, name)
      writeFileSync(path, text, { mode: 0o600 })
      return path
    }
    // As root, sshd wants its folder for privilege separation; Debian makes it when the service starts.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
    const key = desk.key.parsed
    const lines = [
      `Port ${String(port)}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file(`host-${String(port)}`, hostKey.pem)}`,
      // sshd takes the first value of each keyword.
      ...settings,
      `AuthorizedKeysFile ${file(`authorized-${String(port)}`, `${key.type} ${key.getPublicSSH().toString('base64')}\n`)}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'Subsystem sftp internal-sftp',
      `SetEnv MACLOOM_ROOT=${desk.root} MACLOOM_PATH=${join(desk.folder, 'bin')}:/usr/bin:/bin`,
    ]
    const config = file(`sshd-${String(port)}.conf`, `${lines.join('\n')}\n`)
    const child = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] })
    await listening(child, port)
    return new Sshd(port, hostKey, child)
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGTERM')
    await ended
  }
}

/** Resolves when sshd says that it listens, rejects with its words when it ends before. */
function listening(child: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(`Server listening on 127.0.0.1 port ${String(port)}`)) resolve()
    })
    child.once('exit', () => {
      reject(new Error(`sshd ended: ${said}`))
    })
  })
}

/** True when something takes connections on this port. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => {
      resolve(false)
    })
  })
}
