/** How one Mac is reached, as the lab's connection table has it. No secrets: agent or key paths. */
export interface Connection {
  readonly address: string
  /** The only host key that is accepted, as `SHA256:…`. */
  readonly hostKey: string
  readonly port?: number | undefined
  readonly user?: string | undefined
  readonly identity?: string | undefined
  /** One jump host: `user@host[:port]` or an alias of ~/.ssh/config. */
  readonly jump?: string | undefined
  readonly jumpHostKey?: string | undefined
}

/** The clocks of this room, in seconds. */
export interface Clocks {
  /** From the first packet to a login; waiting for a person at the agent does not count. */
  readonly connect: number
  /** Between keep-alives; three unanswered ones end the connection. */
  readonly keepalive: number
  /** How long a tell waits on the Mac for the lock of another operation. */
  readonly lock: number
  /** How long a verdict (unreachable, refused …) is believed before the Mac is tried again. */
  readonly verdict: number
}

export const CLOCKS: Clocks = { connect: 3, keepalive: 5, lock: 30, verdict: 30 }
