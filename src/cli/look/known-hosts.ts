import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { OperatorEnv } from '../../ssh/operator.js'

/**
 * Fingerprints that the operator's own ssh trusts for a host. ssh-keygen reads the files, hashed names, several keys
 * and revoked ones included, better than code of ours would.
 */
export function knownFingerprints(host: string, port: number, { HOME }: OperatorEnv): string[] {
  const name = port === 22 ? host : `[${host}]:${port}`
  const own = HOME === undefined ? [] : ['known_hosts', 'known_hosts2'].map((file) => join(HOME, '.ssh', file))
  return [...own, '/etc/ssh/ssh_known_hosts'].filter((file) => existsSync(file)).flatMap((file) => listed(name, file))
}

function listed(name: string, file: string): string[] {
  const { stdout } = spawnSync('ssh-keygen', ['-l', '-F', name, '-f', file], { encoding: 'utf8' })
  const lines = (stdout ?? '').split('\n')
  return lines.flatMap((line, index) => {
    // The comment before a key says REVOKED or CA: neither is a key to accept from a host.
    if (line.startsWith('#') || /(?:REVOKED|CA)\s*$/.test(lines[index - 1] ?? '')) return []
    return /\bSHA256:[A-Za-z0-9+/]{43}\b/.exec(line)?.[0] ?? []
  })
}
