import { Server, ServerCredentials, type handleUnaryCall, type UntypedServiceImplementation } from '@grpc/grpc-js'
import { grpcError } from './errors.js'
import { Greeting } from './greeting.js'
import { LAB_RPCS, type Handler } from './lab-rpcs.js'
import { emptyProto, providerGrpc } from './proto.js'
import type { MacloomProvider } from './rpcs.js'
import type { Surroundings } from './session.js'

/** The engine's own limit for one message. */
const MESSAGE_LIMIT = 400 * 1024 * 1024

export interface ServeOptions extends Surroundings {
  readonly version: string
  readonly engineAddress?: string
}

/**
 * Starts the provider on a free port of 127.0.0.1 and resolves to that port. Kinds, schemas and SSH take longer to load
 * than everything else together, so they come with the first RPC that needs them.
 */
export async function serve(options: ServeOptions): Promise<{ port: number; stop: () => Promise<void> }> {
  const limits = { 'grpc.max_receive_message_length': MESSAGE_LIMIT, 'grpc.max_send_message_length': MESSAGE_LIMIT }
  const server = new Server(limits)
  const greeting = new Greeting(options.version, options.engineAddress)
  let provider: Promise<MacloomProvider> | null = null
  const room = () => (provider ??= import('./rpcs.js').then((rpcs) => new rpcs.MacloomProvider({ ...options, log })))
  const log = () => greeting.log
  const rpcs: [string, Handler][] = [
    ...Object.entries<Handler>(greeting.handlers),
    ...LAB_RPCS.map((name): [string, Handler] => [name, async (request) => (await room()).handlers[name](request)]),
    ['cancel', async () => (await provider)?.cancel() ?? new emptyProto.Empty()],
  ]
  const calls = rpcs.map(([name, handler]) => [name, unary(handler)] as const)
  server.addService(providerGrpc.ResourceProviderService, Object.fromEntries(calls))
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    )
  })
  return {
    port,
    stop: async () => {
      server.forceShutdown()
      await (await provider)?.close()
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
