import { randomBytes } from 'node:crypto'
import { MacTrouble } from '../command/errors.js'
import type { Reader, Writer } from '../command/mac.js'
import type { Question } from '../command/question.js'
import { CLOCKS, type Clocks, type Connection } from './connection.js'
import { dial } from './dial.js'
import { Places } from './limit.js'
import { Line } from './line.js'
import type { Link } from './link.js'
import { readOperator, type Operator, type OperatorEnv } from './operator.js'
import { SharedReader } from './reader.js'
import { resolveTarget, type Target } from './target.js'
import { writerOf, type Station } from './writer.js'

export interface MacsOptions {
  readonly connections: Readonly<Record<string, Connection>>
  /** The base look: every question without parameters, asked of each Mac in one exec. */
  readonly look: readonly Question<unknown>[]
  /** HOME, SSH_AUTH_SOCK and USER of the operator. */
  readonly env?: OperatorEnv
  readonly connectSeconds?: number
  readonly clocks?: Partial<Clocks>
  /** The id that the lock on a Mac shows to others; a writer may name its own. */
  readonly operation?: string
  readonly progress?: (mac: string, line: string) => void
}

export interface WriterOptions {
  readonly operation?: string
  readonly progress?: (line: string) => void
}

/** The Macs of one lab: one connection and one look each, shared by everybody in this process. */
export interface Macs {
  readonly names: readonly string[]
  /** Throws `invalid` for a name that is not in the connection table. Connects when it is first asked something. */
  reader(mac: string): Reader
  writer(mac: string, options?: WriterOptions): Writer
  /** Starts the base looks of all Macs together and returns at once; trouble shows when somebody asks. */
  prefetch(): void
  /** Forgets answers and verdicts of one Mac or of all, so that the next question looks anew. */
  renew(mac?: string): void
  close(): Promise<void>
}

/** Opens nothing yet: a Mac is connected when it is first asked, told or prefetched. */
export function openMacs(options: MacsOptions): Macs {
  const operation = options.operation ?? randomBytes(6).toString('hex')
  const lines = new Lines(options)
  const stations = new Map(
    Object.keys(options.connections).map((mac) => {
      const line = lines.to(mac)
      return [mac, { line, reader: new SharedReader(line, options.look), tells: new Places(1) }]
    }),
  )
  const names = [...stations.keys()]
  return {
    names,
    reader: (mac) => stationOf(stations, mac).reader,
    writer: (mac, own = {}) => {
      const progress = own.progress ?? ((line: string) => options.progress?.(mac, line))
      return writerOf(stationOf(stations, mac), own.operation ?? operation, progress)
    },
    prefetch: () => {
      for (const { reader } of stations.values()) reader.look()
    },
    renew: (mac) => {
      for (const { line, reader } of mac === undefined ? stations.values() : [stationOf(stations, mac)]) {
        line.forget()
        reader.renew()
      }
    },
    close: async () => {
      await lines.close()
    },
  }
}

/** All lines of a lab: one per Mac and one per jump host, which the Macs behind it share. */
class Lines {
  readonly #connections: MacsOptions['connections']
  readonly #clocks: Clocks
  readonly #operator: Promise<Operator>
  readonly #lines: Line[] = []
  readonly #jumps = new Map<string, Line>()

  constructor({ connections, env = {}, clocks = {}, connectSeconds }: MacsOptions) {
    this.#connections = connections
    this.#clocks = { ...CLOCKS, ...clocks, ...(connectSeconds === undefined ? {} : { connect: connectSeconds }) }
    this.#operator = readOperator(env)
  }

  to(mac: string): Line {
    const connection = this.#connections[mac]
    if (connection === undefined) throw noSuchMac(mac, Object.keys(this.#connections))
    return this.#open(mac, async () => this.#dial(resolveTarget(mac, connection, await this.#operator)))
  }

  async close(): Promise<void> {
    await Promise.all(this.#lines.map((line) => line.close()))
  }

  #dial(target: Target): Promise<Link> {
    const jumping = async (jump: Target): Promise<Link> => {
      try {
        return await this.#jump(jump).link()
      } catch (err) {
        // The line to a jump host has the name of the Mac that came first.
        throw err instanceof MacTrouble ? new MacTrouble(err.trouble, { ...err.parts, mac: target.mac }, err) : err
      }
    }
    return dial(target, this.#clocks, jumping)
  }

  #jump(target: Target): Line {
    const key = JSON.stringify([target.user, target.host, target.port, target.hostKey, target.identity])
    const standing = this.#jumps.get(key)
    if (standing !== undefined) return standing
    const line = this.#open(target.mac, () => this.#dial(target))
    this.#jumps.set(key, line)
    return line
  }

  #open(mac: string, dialling: () => Promise<Link>): Line {
    const line = new Line(mac, this.#clocks, dialling)
    this.#lines.push(line)
    return line
  }
}

function stationOf(stations: ReadonlyMap<string, Station>, mac: string): Station {
  const station = stations.get(mac)
  if (station === undefined) throw noSuchMac(mac, [...stations.keys()])
  return station
}

function noSuchMac(mac: string, names: readonly string[]): MacTrouble {
  return new MacTrouble('invalid', {
    mac,
    doing: 'find it in the connection table',
    seen: `there is no such Mac; there are ${names.length === 0 ? 'none' : names.join(', ')}`,
    next: 'Declare it in the lab file',
  })
}
