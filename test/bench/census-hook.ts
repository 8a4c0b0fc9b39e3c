import { Server } from '@grpc/grpc-js'
import { AsyncLocalStorage } from 'node:async_hooks'
import { appendFileSync } from 'node:fs'
import ssh2, { type Client, type ClientChannel } from 'ssh2'

// Loaded into the provider by `node --import`: writes what it is asked and what it says to Macs, one line of JSON each.

/** One RPC of the engine, or one exec on a Mac with the RPC that caused it. */
export type Noted =
  | { readonly what: 'process' }
  | { readonly what: 'rpc'; readonly rpc: string; readonly urn: string; readonly ms: number }
  | {
      readonly what: 'look' | 'tell' | 'sftp'
      readonly rpc: string
      readonly urn: string
      readonly ms: number
      /** Questions of a look; commands of a tell, and those of them that are run by sudo. */
      readonly count: number
      readonly root: number
      readonly doing: string
    }

type Cause = Pick<Extract<Noted, { what: 'rpc' }>, 'rpc' | 'urn'>
type Impl = (call: { request: { getUrn?: () => string } }, done: (...reply: unknown[]) => void) => void
type Opened = (error: Error | undefined, channel: ClientChannel) => void

const file = process.env['MACLOOM_CENSUS'] ?? '/dev/stderr'
const causes = new AsyncLocalStorage<Cause>()

function note(noted: Noted): void {
  appendFileSync(file, `${JSON.stringify(noted)}\n`)
}

function watched(rpc: string, answer: Impl): Impl {
  return (call, done) => {
    const cause = { rpc, urn: call.request.getUrn?.() ?? '' }
    const from = performance.now()
    const noting = (...reply: unknown[]) => {
      note({ what: 'rpc', ...cause, ms: performance.now() - from })
      done(...reply)
    }
    causes.run(cause, () => answer(call, noting))
  }
}

const addService: unknown = Reflect.get(Server.prototype, 'addService')
Server.prototype.addService = function (definition, implementation) {
  const entries = Object.entries(implementation).map(([rpc, answer]) => [rpc, watched(rpc, answer as Impl)])
  Reflect.apply(addService as Server['addService'], this, [definition, Object.fromEntries(entries)])
}

const exec = Reflect.get(ssh2.Client.prototype, 'exec') as (command: string, opened: Opened) => Client
Reflect.set(ssh2.Client.prototype, 'exec', function (this: Client, command: string, opened: Opened) {
  const cause = causes.getStore() ?? { rpc: '', urn: '' }
  const from = performance.now()
  return exec.call(this, command, (error, channel) => {
    if (error === undefined) overhear(channel, cause, from)
    opened(error, channel)
  })
})

const sftp = Reflect.get(ssh2.Client.prototype, 'sftp') as (...words: unknown[]) => Client
Reflect.set(ssh2.Client.prototype, 'sftp', function (this: Client, ...words: unknown[]) {
  note({ what: 'sftp', ...(causes.getStore() ?? { rpc: '', urn: '' }), ms: 0, count: 1, root: 0, doing: 'transfer' })
  return sftp.call(this, ...words)
})

function overhear(channel: ClientChannel, cause: Cause, from: number): void {
  let script = ''
  for (const verb of ['write', 'end'] as const) {
    const said = Reflect.get(channel, verb) as (...words: unknown[]) => unknown
    Reflect.set(channel, verb, (...words: unknown[]) => {
      if (typeof words[0] === 'string') script += words[0]
      return said.apply(channel, words)
    })
  }
  channel.on('close', () => note({ ...contentOf(script), ...cause, ms: performance.now() - from }))
}

/** Our two scripts tell themselves apart: only a tell has steps, and it names its operation in the lock. */
function contentOf(script: string): Pick<Extract<Noted, { count: number }>, 'what' | 'count' | 'root' | 'doing'> {
  const steps = script.match(/^say step \d+$/gm)?.length ?? 0
  const asked = script.match(/ & f \d+ \$! \) &$/gm)?.length ?? 0
  if (steps === 0) return { what: 'look', count: asked, root: 0, doing: asked === 1 ? 'a later question' : 'look' }
  const root = script.match(/^sudo -n -l /gm)?.length ?? 0
  const doing = /\$\(started \$\$\)" '?[0-9a-f]+ (.*?)'? >"\$me"/.exec(script)?.[1] ?? ''
  return { what: 'tell', count: steps, root, doing }
}

note({ what: 'process' })
