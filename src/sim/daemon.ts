import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type ListenOptions, type Server, type Socket } from 'node:net'
import type { SimFolder } from './folder.js'
import type { ToolReply } from './world.js'

/** What a stand-in asks for. */
export interface ToolRequest {
  readonly mac: string
  readonly tool: string
  readonly root: boolean
  readonly stdin: string
  readonly argv: readonly string[]
}

/** What the daemon does with requests; `control` answers JSON with JSON. */
export interface DaemonWork {
  tool(request: ToolRequest): Promise<ToolReply>
  /** Called when the reply has been sent. */
  afterTool(request: ToolRequest, reply: ToolReply): void
  control(request: unknown): Promise<unknown>
  replyFile(mac: string, name: string): string
}

const MOST = 8 << 20

/** Answers stand-ins, supervisors and the CLI on a loopback port; the token in the `door` file keeps other users out. */
export class Daemon {
  readonly #servers: Server[] = []
  readonly #token = randomBytes(24).toString('hex')
  readonly #work: DaemonWork
  readonly #open = new Set<Socket>()
  #replies = 0
  port = 0

  constructor(work: DaemonWork) {
    this.#work = work
  }

  async start(folder: SimFolder): Promise<void> {
    const { port } = await this.#listen({ port: 0, host: '127.0.0.1' })
    this.port = port
    rmSync(folder.door, { force: true })
    writeFileSync(folder.door, `${port} ${this.#token}\n`, { mode: 0o600 })
  }

  /** The same door in another network: that of a Mac, whose loopback is not this machine's. */
  async alsoAt(socket: Server): Promise<void> {
    await this.#listen(socket)
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    await Promise.all(this.#servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
  }

  async #listen(at: ListenOptions | Server): Promise<AddressInfo> {
    const server = createServer((socket) => this.#accept(socket))
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(at, resolve))
    this.#servers.push(server)
    return server.address() as AddressInfo
  }

  #accept(socket: Socket): void {
    this.#open.add(socket)
    const chunks: Buffer[] = []
    let size = 0
    socket.on('close', () => this.#open.delete(socket)).on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size > MOST) return void socket.destroy()
      const fields = complete(Buffer.concat(chunks))
      if (fields === null) return
      socket.removeAllListeners('data')
      void this.#answer(socket, fields)
    })
  }

  async #answer(socket: Socket, [token, verb, ...rest]: readonly string[]): Promise<void> {
    if (token !== this.#token) return void socket.destroy()
    if (verb === 'control') {
      const answer = await this.#work.control(JSON.parse(rest[0] ?? 'null')).then(
        (value) => ({ value: value ?? null }),
        (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
      )
      return void socket.end(`${JSON.stringify(answer)}\n`)
    }
    const request = toolRequest(rest)
    const reply = await this.#work.tool(request).catch((error: unknown) => broken(request, error))
    socket.end(this.#frame(request, reply), () => this.#work.afterTool(request, reply))
  }

  /** `EXIT COMPLAINT` and a line end, then stdout; what goes to stderr waits in a file, `-` when there is none. */
  #frame({ mac }: ToolRequest, { stdout, stderr, exit }: ToolReply): string {
    if (stderr === '') return `${exit} -\n${stdout}`
    const file = this.#work.replyFile(mac, `err.${++this.#replies}`)
    writeFileSync(file, stderr)
    return `${exit} ${file}\n${stdout}`
  }
}

function broken({ mac, tool }: ToolRequest, error: unknown): ToolReply {
  const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { stdout: '', stderr: `${tool}: sim: the stand-in on ${mac} broke: ${why}\n`, exit: 70 }
}

function toolRequest([mac = '', tool = '', root, input = '', , ...argv]: readonly string[]): ToolRequest {
  const stdin = input === '' ? '' : readFileSync(input, 'utf8')
  if (input !== '') rmSync(input, { force: true })
  return { mac, tool, root: root === '1', stdin, argv }
}

/** Fields end with NUL. A tool request says in its seventh field how many arguments follow; a control request has three fields. */
function complete(bytes: Buffer): readonly string[] | null {
  const fields = bytes.toString('utf8').split('\0')
  fields.pop()
  const wanted = fields[1] === 'control' ? 3 : 7 + Number(fields[6] ?? Infinity)
  return fields.length >= wanted ? fields : null
}
