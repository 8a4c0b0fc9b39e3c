import type { EngineLog } from './engine-log.js'
import { GrpcFailure, initFailed } from './errors.js'
import { readConfiguration } from './configuration.js'
import { emptyProto, pb, type Provider } from './proto.js'
import { check, converge, diff, kindOf, preview, refresh, remove, Unfinished } from './service.js'
import { packageSchema } from './schema.js'
import type { Handler, LabRpc } from './lab-rpcs.js'
import { Session, type Surroundings } from './session.js'
import { fromStruct, toStruct, type Properties } from './values.js'

export interface ProviderOptions extends Surroundings {
  readonly version: string
  /** The engine tells its address when it greets us. */
  readonly log: () => EngineLog
}

/** Translates between the engine's RPCs and the loop; decides nothing. */
export class MacloomProvider {
  readonly #options: ProviderOptions
  #session: Session | null = null

  readonly handlers: Readonly<Record<LabRpc, Handler>> = {
    getSchema: () => new pb.GetSchemaResponse().setSchema(JSON.stringify(packageSchema(this.#options.version))),
    configure: (request: Provider.ConfigureRequest) => this.#configure(request),
    check: (request: Provider.CheckRequest) => checkResource(request),
    diff: (request: Provider.DiffRequest) => diffResource(request),
    create: (request: Provider.CreateRequest) => this.#create(request),
    update: (request: Provider.UpdateRequest) => this.#update(request),
    read: (request: Provider.ReadRequest) => this.#read(request),
    delete: (request: Provider.DeleteRequest) => this.#delete(request),
  }

  constructor(options: ProviderOptions) {
    this.#options = options
  }

  async #configure(request: Provider.ConfigureRequest): Promise<Provider.ConfigureResponse> {
    const configuration = readConfiguration(fromStruct(request.getArgs()))
    // In attach mode preview and update share this process; a second Configure starts over.
    await this.#session?.close()
    this.#session = new Session(configuration, this.#options.log(), this.#options)
    this.#session.prefetch()
    return new pb.ConfigureResponse().setSupportspreview(true).setAcceptsecrets(false)
  }

  async #create(request: Provider.CreateRequest): Promise<Provider.CreateResponse> {
    const urn = request.getUrn()
    const news = fromStruct(request.getProperties())
    const response = new pb.CreateResponse().setRefreshBeforeUpdate(true)
    if (request.getPreview()) return response.setProperties(toStruct(await preview(this.#open(), urn, news, null)))
    const kind = kindOf(urn)
    const id = kind.id(kind.inputs.parse(news))
    const outputs = await this.#converge(urn, id, news, null)
    return response.setId(id).setProperties(toStruct(outputs))
  }

  async #update(request: Provider.UpdateRequest): Promise<Provider.UpdateResponse> {
    const urn = request.getUrn()
    const news = fromStruct(request.getNews())
    const olds = fromStruct(request.getOlds())
    const response = new pb.UpdateResponse().setRefreshBeforeUpdate(true)
    const outputs = request.getPreview()
      ? await preview(this.#open(), urn, news, olds)
      : await this.#converge(urn, request.getId(), news, olds)
    return response.setProperties(toStruct(outputs))
  }

  async #converge(urn: string, id: string, news: Properties, olds: Properties | null): Promise<object> {
    try {
      return await converge(this.#open(), urn, news, olds)
    } catch (error) {
      if (!(error instanceof Unfinished)) throw error
      throw new GrpcFailure(initFailed({ id, reasons: [error.message], outputs: error.outputs, inputs: news }))
    }
  }

  async #read(request: Provider.ReadRequest): Promise<Provider.ReadResponse> {
    const id = request.getId()
    const inputs = request.hasInputs() ? fromStruct(request.getInputs()) : {}
    const olds = request.hasProperties() ? fromStruct(request.getProperties()) : {}
    const imported = Object.keys(inputs).length === 0
    const result = await refresh(this.#open(), request.getUrn(), id, imported ? null : inputs, imported ? null : olds)
    const response = new pb.ReadResponse().setRefreshBeforeUpdate(true)
    if (result.gone) return response
    if (result.unfinished.length > 0) {
      throw new GrpcFailure(
        initFailed({ id, reasons: result.unfinished, outputs: result.outputs, inputs: result.inputs }),
      )
    }
    return response.setId(id).setProperties(toStruct(result.outputs)).setInputs(toStruct(result.inputs))
  }

  async #delete(request: Provider.DeleteRequest): Promise<object> {
    await remove(
      this.#open(),
      request.getUrn(),
      fromStruct(request.getProperties()),
      fromStruct(request.getOldInputs()),
    )
    return new emptyProto.Empty()
  }

  /** Ends what is under way at its next step. */
  cancel(): void {
    this.#session?.cancel()
  }

  #open(): Session {
    this.#session ??= new Session({ connections: {}, gone: [], optional: [] }, this.#options.log(), this.#options)
    return this.#session
  }

  async close(): Promise<void> {
    await this.#session?.close()
  }
}

function checkResource(request: Provider.CheckRequest): Provider.CheckResponse {
  const { inputs, failures } = check(request.getUrn(), fromStruct(request.getNews()))
  const list = failures.map(({ property, reason }) => new pb.CheckFailure().setProperty(property).setReason(reason))
  return new pb.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(list)
}

function diffResource(request: Provider.DiffRequest): Provider.DiffResponse {
  const news = fromStruct(request.getNews())
  const changes = diff(request.getUrn(), fromStruct(request.getOlds()), fromStruct(request.getOldInputs()), news)
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges
  const response = new pb.DiffResponse().setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME)
  response.setHasdetaileddiff(true).setDiffsList([...new Set(changes.map((change) => topLevel(change.path)))])
  for (const { path } of changes) {
    const inInputs = topLevel(path) in news
    const detail = new pb.PropertyDiff().setKind(pb.PropertyDiff.Kind.UPDATE).setInputdiff(inInputs)
    response.getDetaileddiffMap().set(path, detail)
  }
  return response
}

function topLevel(path: string): string {
  return path.split(/[.[]/)[0] ?? path
}
