import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

export type Direction = 'up' | 'down'

export interface Cut {
  readonly direction: Direction
  /** Bytes that still pass. */
  readonly after: number
  readonly how: 'rst' | 'fin'
  /** How many connections it happens to; all of them when absent. */
  readonly times?: number
}

/** A TCP proxy between a client and one server that delays, counts, cuts and freezes. Loopback only. */
export class TcpProxy {
  readonly #server: Server
  readonly #target: { readonly host: string; readonly port: number }
  readonly #sockets = new Set<Socket>()
  /** How far each side has been heard: a message is one step later than all that its sender had received. */
  readonly #depth = { up: 0, down: 0 }
  delayMs = 0
  cut: Cut | null = null
  frozen = false
  connections = 0
  readonly bytes = { up: 0, down: 0 }

  private constructor(target: { host: string; port: number }) {
    this.#target = target
    this.#server = createServer((client) => {
      this.#join(client)
    })
  }

  static async to(port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy({ host: '127.0.0.1', port })
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Round trips so far, the one of TCP's own connect included. */
  get roundTrips(): number {
    return Math.ceil(Math.max(this.#depth.up, this.#depth.down) / 2) + 1
  }

  /** Cuts the one connection there is after this many bytes more. */
  cutNow(direction: Direction, more: number): void {
    this.cut = { direction, after: this.bytes[direction] + more, how: 'rst' }
  }

  /** Ends every connection at once, as a reset. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy()
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(client: Socket): void {
    const number = (this.connections += 1)
    const server = connect({ ...this.#target, noDelay: true })
    client.setNoDelay(true)
    for (const socket of [client, server]) {
      this.#sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        this.#sockets.delete(socket)
        client.destroy()
        server.destroy()
      })
    }
    const chosen = (): Cut | null => (this.cut !== null && number <= (this.cut.times ?? Infinity) ? this.cut : null)
    this.#pass('up', client, server, chosen)
    this.#pass('down', server, client, chosen)
  }

  #pass(direction: Direction, from: Socket, to: Socket, chosen: () => Cut | null): void {
    const other: Direction = direction === 'up' ? 'down' : 'up'
    let passed = 0
    from.on('data', (chunk) => {
      if (this.frozen) return
      const cut = chosen()
      const left = cut?.direction === direction ? cut.after - passed : Infinity
      const bytes = chunk.subarray(0, Math.max(0, left))
      passed += bytes.length
      const depth = this.#heard[other] + 1
      this.#depth[direction] = Math.max(this.#depth[direction], depth)
      this.#later(() => {
        this.bytes[direction] += bytes.length
        this.#heard[direction] = Math.max(this.#heard[direction], depth)
        if (bytes.length > 0 && to.writable) to.write(bytes)
        if (bytes.length < chunk.length) this.#sever(cut, from, to)
      })
    })
    from.on('end', () => {
      this.#later(() => to.end())
    })
  }

  /** The latest step that has been delivered in each direction. */
  readonly #heard = { up: 0, down: 0 }

  #later(deliver: () => void): void {
    if (this.delayMs === 0) deliver()
    else setTimeout(deliver, this.delayMs)
  }

  #sever(cut: Cut | null, from: Socket, to: Socket): void {
    if (cut?.how === 'rst') {
      from.resetAndDestroy()
      to.resetAndDestroy()
    } else {
      from.end()
      to.end()
      from.destroySoon()
    }
  }
}
