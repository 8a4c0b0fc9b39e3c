import { credentials, type ServiceError } from '@grpc/grpc-js'
import { fromStruct, toStruct, type Properties } from '../../src/provider/values.js'
import { anyProto, emptyProto, pb, providerGrpc, status, type Provider } from '../../src/provider/proto.js'
import { serve } from '../../src/provider/server.js'

type Reply<T> = (error: ServiceError | null, value: T) => void

/** A refusal as the engine would get it. */
export interface Refusal {
  readonly code: number
  readonly details: string
  /** What ErrorResourceInitFailed carries, null when it is another error. */
  readonly initFailed: { id: string; reasons: string[]; outputs: Properties; inputs: Properties } | null
}

/** A provider of its own and a plain gRPC client in place of the engine. */
export class Client {
  readonly #rpc: InstanceType<typeof providerGrpc.ResourceProviderClient>
  readonly stop: () => Promise<void>

  private constructor(port: number, stop: () => Promise<void>) {
    this.#rpc = new providerGrpc.ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure())
    this.stop = async () => {
      this.#rpc.close()
      await stop()
    }
  }

  static async start(): Promise<Client> {
    const { port, stop } = await serve({ version: '1.2.3', env: {}, directory: process.cwd() })
    return new Client(port, stop)
  }

  async schema(): Promise<unknown> {
    const reply = await call<Provider.GetSchemaResponse>((done) => this.#rpc.getSchema(new pb.GetSchemaRequest(), done))
    return JSON.parse(reply.getSchema())
  }

  configure(args: Properties) {
    const request = new pb.ConfigureRequest().setArgs(toStruct(args))
    return call<Provider.ConfigureResponse>((done) => this.#rpc.configure(request, done))
  }

  diffConfig(olds: Properties, news: Properties) {
    const request = new pb.DiffRequest().setOldInputs(toStruct(olds)).setNews(toStruct(news))
    return call<Provider.DiffResponse>((done) => this.#rpc.diffConfig(request, done))
  }

  async check(urn: string, news: Properties): Promise<{ inputs: Properties; failures: string[] }> {
    const request = new pb.CheckRequest().setUrn(urn).setNews(toStruct(news))
    const reply = await call<Provider.CheckResponse>((done) => this.#rpc.check(request, done))
    const failures = reply.getFailuresList().map((each) => `${each.getProperty()}: ${each.getReason()}`)
    return { inputs: fromStruct(reply.getInputs()), failures }
  }

  diff(urn: string, olds: Properties, oldInputs: Properties, news: Properties) {
    const request = new pb.DiffRequest().setUrn(urn).setOlds(toStruct(olds))
    request.setOldInputs(toStruct(oldInputs)).setNews(toStruct(news))
    return call<Provider.DiffResponse>((done) => this.#rpc.diff(request, done))
  }

  async create(urn: string, news: Properties, how: 'for real' | 'as a preview' = 'for real') {
    const request = new pb.CreateRequest().setUrn(urn).setProperties(toStruct(news))
    request.setPreview(how === 'as a preview')
    const reply = await call<Provider.CreateResponse>((done) => this.#rpc.create(request, done))
    const outputs = fromStruct(reply.getProperties())
    return { id: reply.getId(), outputs, refreshed: reply.getRefreshBeforeUpdate() }
  }

  async read(urn: string, id: string, inputs: Properties = {}, olds: Properties = {}) {
    const request = new pb.ReadRequest().setUrn(urn).setId(id)
    request.setInputs(toStruct(inputs)).setProperties(toStruct(olds))
    const reply = await call<Provider.ReadResponse>((done) => this.#rpc.read(request, done))
    return { id: reply.getId(), outputs: fromStruct(reply.getProperties()), inputs: fromStruct(reply.getInputs()) }
  }

  async delete(urn: string, id: string, olds: Properties, oldInputs: Properties): Promise<void> {
    const request = new pb.DeleteRequest().setUrn(urn).setId(id)
    request.setProperties(toStruct(olds)).setOldInputs(toStruct(oldInputs))
    await call((done) => this.#rpc.delete(request, done))
  }

  async cancel(): Promise<void> {
    await call((done) => this.#rpc.cancel(new emptyProto.Empty(), done))
  }
}

function call<T>(start: (done: Reply<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error === null ? resolve(value) : reject(error)))
  })
}

/** The refusal that a call ends with; fails when it succeeds. */
export async function refusal(calling: Promise<unknown>): Promise<Refusal> {
  const error = await calling.then(
    () => null,
    (thrown: unknown) => thrown as ServiceError,
  )
  if (error === null) throw new Error('the call was not refused')
  const [details] = error.metadata.get('grpc-status-details-bin')
  return { code: error.code, details: error.details, initFailed: details instanceof Buffer ? unpack(details) : null }
}

function unpack(bytes: Buffer): Refusal['initFailed'] {
  const [any] = status.Status.deserializeBinary(bytes).getDetailsList()
  const packed = any ?? new anyProto.Any()
  const detail = pb.ErrorResourceInitFailed.deserializeBinary(packed.getValue_asU8())
  const inputs = fromStruct(detail.getInputs())
  return { id: detail.getId(), reasons: detail.getReasonsList(), outputs: fromStruct(detail.getProperties()), inputs }
}
