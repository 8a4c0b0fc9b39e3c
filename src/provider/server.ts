import { Server, ServerCredentials, type handleUnaryCall, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { grpcError } from './errors.js'
import { providerGrpc } from './proto.js'
import type { MacloomProvider, ProviderOptions } from './rpcs.js'

/** The engine's own limit for one message. */
const MESSAGE_LIMIT = 400 * 1024 * 1024

/** What we answer; the engine takes UNIMPLEMENTED for an answer too. */
const RPCS = [
  ...(['handshake', 'attach', 'getPluginInfo', 'getSchema', 'checkConfig', 'diffConfig', 'configure'] as const),
  ...(['check', 'diff', 'create', 'update', 'read', 'delete', 'cancel'] as const),
]

export type Rpc = (typeof RPCS)[number]
export type Handler = (request: never) => unknown

/**
 * Starts the provider on a free port of 127.0.0.1 and resolves to that port. Kinds, schemas and SSH take longer to load
 * than everything else: they come while the engine connects, and the first RPC waits for them.
 */
export async function serve(options: ProviderOptions): Promise<{ port: number; stop: () => Promise<void> }> {
  const limits = { 'grpc.max_receive_message_length': MESSAGE_LIMIT, 'grpc.max_send_message_length': MESSAGE_LIMIT }
  const server = new Server(limits)
  let provider: Promise<MacloomProvider> | null = null
  const loaded = () => (provider ??= import('./rpcs.js').then((room) => new room.MacloomProvider(options)))
  const calls = RPCS.map((name) => [name, unary(async (request) => (await loaded()).handlers[name](request))] as const)
  server.addService(providerGrpc.ResourceProviderService, Object.fromEntries(calls))
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  setImmediate(() => void loaded().catch(() => undefined))
  return {
    port,
    stop: async () => {
      server.forceShutdown()
      await (await loaded()).close()
    },
  }
}

function unary(handler: Handler): UntypedServiceImplementation[string] {
  const respond: handleUnaryCall<unknown, unknown> = (call, done) => {
    Promise.resolve()
      .then(() => handler(call.request as never))
      .then(
        (value) => done(null, value),
        (error: unknown) => done(grpcError(error)),
      )
  }
  return respond
}
