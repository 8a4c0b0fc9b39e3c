import { UsageError } from '../exit.js'

/** A Mac as it was typed, and the name that the look gives it. */
export interface LookTarget {
  readonly name: string
  readonly typed: string
  readonly address: string
  readonly user?: string
  readonly port?: number
}

/** Reads `user@mac` or `user@mac:port`; each gets a name that a lab file could have. Throws UsageError on anything else. */
export function readTargets(words: readonly string[], port: number | undefined): LookTarget[] {
  const taken = new Set<string>()
  return words.map((typed) => {
    const found = /^(?:([^@\s]+)@)?(?:\[([^\]\s]+)\]|([^@:\s]+))(?::(\d{1,5}))?$/.exec(typed)
    const address = found?.[2] ?? found?.[3]
    const own = found?.[4] === undefined ? port : Number(found[4])
    if (address === undefined || (own !== undefined && (own < 1 || own > 65535))) {
      throw new UsageError(`${typed} is no Mac: type user@mac or user@mac:port`)
    }
    const user = found?.[1]
    return {
      ...{ name: free(nameOf(address), taken), typed, address },
      ...(user === undefined ? {} : { user }),
      ...(own === undefined ? {} : { port: own }),
    }
  })
}

// `studio-1.local` is studio-1; a number is no name.
function nameOf(address: string): string {
  const word = /^[\d.]+$|:/.test(address) ? '' : (address.split('.')[0] ?? '')
  const name = word.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return name.replaceAll(/^-+|-+$/g, '').slice(0, 36) || 'mac-1'
}

function free(wanted: string, taken: Set<string>): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted.replace(/-1$/, '')}-${count}`
    if (taken.has(name)) continue
    taken.add(name)
    return name
  }
}
