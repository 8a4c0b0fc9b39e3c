import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The private key that a sim makes for whoever wants to log in to its Macs. */
export function keyFile(directory: string): string {
  return join(directory, 'id_ed25519')
}

/** Who may log in to the sim Macs: the sim's own key, made here when it is missing, and the operator's keys. */
export function authorizedKeys(directory: string, home: string | undefined): string[] {
  const file = keyFile(directory)
  if (!existsSync(file)) {
    const { status, stderr } = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'sim', '-f', file], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`ssh-keygen made no key for the sim: ${stderr ?? 'it is not installed'}`)
  }
  const folder = home === undefined ? '' : join(home, '.ssh')
  const own = existsSync(folder) ? readdirSync(folder).filter((name) => /^id_.*\.pub$/.test(name)) : []
  return [`${file}.pub`, ...own.map((name) => join(folder, name))].map((path) => readFileSync(path, 'utf8').trim())
}
