import { accessSync, constants, realpathSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'

const USUAL = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/opt/homebrew/bin']

/** Where this machine has a program, or null: the system's own folders first, then PATH. */
export function hostProgram(name: string): string | null {
  for (const folder of [...USUAL, ...(process.env.PATH ?? '').split(delimiter)]) {
    if (folder === '') continue
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      continue
    }
  }
  return null
}

/** The shell that plays /bin/sh: dash or whatever this machine has there, or bash, which is what macOS has. */
export function hostShell(which: 'sh' | 'bash'): string {
  const found = hostProgram(which)
  if (found === null) throw new Error(`the sim needs ${which} on this machine, and found none`)
  const real = realpathSync(found)
  // A multi-call binary (busybox) chooses by name.
  return basename(real).startsWith('busybox') ? found : real
}
