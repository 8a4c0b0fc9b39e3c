/** Why a Mac could not be asked or told. The provider maps each to a gRPC code; nobody matches English. */
export type Trouble =
  | 'unreachable' // no route, refused, timed out, never spoke
  | 'identity' // another host key, another serial number
  | 'auth' // the login was refused
  | 'locked' // FileVault: answers, but takes only a password until somebody unlocks it
  | 'privilege' // sudo wants a password or refuses the command
  | 'busy' // another operation holds the Mac
  | 'precondition' // the world is not as it must be; nothing was changed
  | 'remote-failed' // a command ran and failed
  | 'unknown-outcome' // the connection broke: the command may have run, may be running
  | 'integrity' // bytes are not those that were declared
  | 'not-converged' // told, looked again, and something still differs
  | 'invalid' // the input is wrong
  | 'cancelled'

/** The parts of an error sentence: which Mac, doing what, seen what, what is unchanged, what next. */
export interface TroubleParts {
  readonly mac?: string
  readonly doing: string
  readonly seen: string
  readonly unchanged?: string
  readonly next?: string
}

/** The one error of the house: a class of trouble, a short line for the log and a full message for the person. */
export class MacTrouble extends Error {
  readonly trouble: Trouble
  readonly parts: TroubleParts

  constructor(trouble: Trouble, parts: TroubleParts, cause?: unknown) {
    super(sentence(parts), cause === undefined ? undefined : { cause })
    this.name = 'MacTrouble'
    this.trouble = trouble
    this.parts = parts
  }

  get short(): string {
    const { mac, doing, seen } = this.parts
    return `${mac === undefined ? '' : `${mac}: `}${doing}: ${seen}`
  }
}

/** A reply that a parser does not recognise; quotes the line. Becomes an unknown answer, never a default. */
export class Unreadable extends Error {
  constructor(tool: string, expected: string, seen: string) {
    super(`${tool}: expected ${expected}, saw ${JSON.stringify(seen.length > 160 ? `${seen.slice(0, 160)}…` : seen)}`)
    this.name = 'Unreadable'
  }
}

function sentence({ mac, doing, seen, unchanged, next }: TroubleParts): string {
  const parts = [`${mac === undefined ? '' : `${mac}: `}${doing}: ${seen}.`]
  if (unchanged !== undefined) parts.push(`${unchanged}.`)
  if (next !== undefined) parts.push(`${next}.`)
  return parts.map((part) => part.replace(/\.\.$/, '.')).join(' ')
}
