import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostKey } from '../../src/sim/keys.js'
import { newWorld, type NewWorld } from '../../src/sim/new-world.js'
import { startSim, type Sim, type SimOptions } from '../../src/sim/sim.js'

export interface Said {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** A sim in a folder of its own, and the ordinary OpenSSH programs to talk to it. */
export interface Bench {
  readonly sim: Sim
  readonly folder: string
  readonly directory: string
  ssh(mac: string, command: string, stdin?: string): Promise<Said>
  program(name: 'ssh' | 'scp' | 'sftp', args: readonly string[], stdin?: string): Promise<Said>
  root(mac: string): string
  end(): Promise<void>
}

export const PAIR: NewWorld = {
  lab: 'bench',
  seed: 7,
  macs: { 'studio-1': { model: 'Mac15,14' }, 'studio-2': { model: 'Mac15,14' } },
  cables: ['studio-1:2 <-> studio-2:2'],
}

/** A key that only this run has. */
export function loginKey(folder: string): { readonly file: string; readonly line: string } {
  mkdirSync(folder, { recursive: true })
  const { privateKey, publicKey } = hostKey(randomUUID())
  const file = join(folder, 'id')
  writeFileSync(file, privateKey, { mode: 0o600 })
  return { file, line: publicKey }
}

export async function startBench(input: NewWorld = PAIR, options: Partial<SimOptions> = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'sim-test-'))
  const key = loginKey(folder)
  const directory = options.directory ?? join(folder, 'sim')
  const sim = await startSim({
    world: newWorld(input),
    directory,
    authorizedKeys: [key.line],
    python: null,
    ...options,
  })
  const config = join(folder, 'ssh_config')
  writeFileSync(config, sshConfig(sim, key.file))
  const program: Bench['program'] = (name, args, stdin) => runProgram(name, ['-F', config, ...args], stdin)
  return {
    ...{ sim, folder, directory, program },
    ssh: (mac, command, stdin) => program('ssh', [mac, command], stdin),
    root: (mac) => join(directory, 'macs', mac, 'root'),
    end: async () => {
      await sim.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function sshConfig(sim: Sim, identity: string): string {
  const hosts = Object.entries(sim.macs).map(([name, { address, port, user }]) =>
    [`Host ${name}`, `  HostName ${address}`, `  Port ${port}`, `  User ${user}`].join('\n'),
  )
  const common = ['IdentitiesOnly yes', 'StrictHostKeyChecking no', 'UserKnownHostsFile /dev/null', 'LogLevel ERROR']
  return [
    ...hosts,
    'Host *',
    ...[`IdentityFile ${identity}`, 'BatchMode yes', ...common].map((line) => `  ${line}`),
    '',
  ].join('\n')
}

export function runProgram(name: string, args: readonly string[], stdin = '', env = process.env): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(name, args, { maxBuffer: 256 << 20, env }, (error, stdout, stderr) => {
      resolve({ exit: error === null ? 0 : typeof error.code === 'number' ? error.code : 255, stdout, stderr })
    })
    child.stdin?.on('error', () => undefined).end(stdin)
  })
}

/** Waits for something that happens by itself; fails after a generous while, never by the clock alone. */
export async function until(done: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (let left = seconds * 40; left > 0; left -= 1) {
    if (await done()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('what the test waited for did not happen')
}
