import { engineLog, noLog, type EngineLog } from './engine-log.js'
import { emptyProto, pb, plugin, type Plugin, type Provider } from './proto.js'
import { fromStruct, hasUnknown } from './values.js'

/** What the engine asks before it configures us. Of its two processes in an unchanged `up`, one is asked no more than this. */
export class Greeting {
  readonly #version: string
  #log: EngineLog = noLog

  readonly handlers = {
    handshake: (request: Provider.ProviderHandshakeRequest) => {
      this.listenAt(request.getEngineAddress())
      return new pb.ProviderHandshakeResponse()
        .setAcceptSecrets(false)
        .setAcceptResources(false)
        .setAcceptOutputs(false)
    },
    attach: (request: Plugin.PluginAttach) => {
      this.listenAt(request.getAddress())
      return new emptyProto.Empty()
    },
    getPluginInfo: () => new plugin.PluginInfo().setVersion(this.#version),
    checkConfig: (request: Provider.CheckRequest) => new pb.CheckResponse().setInputs(request.getNews()),
    diffConfig,
  }

  constructor(version: string, engineAddress = '') {
    this.#version = version
    this.listenAt(engineAddress)
  }

  /** Lines to the person go to the engine at this address from now on. */
  listenAt(engineAddress: string): void {
    if (engineAddress !== '') this.#log = engineLog(engineAddress)
  }

  get log(): EngineLog {
    return this.#log
  }
}

/** Never replaces: a changed address is the same Mac (host key and serial say so). */
function diffConfig(request: Provider.DiffRequest): Provider.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges
  const news = fromStruct(request.getNews())
  const same = !hasUnknown(news) && JSON.stringify(fromStruct(request.getOldInputs())) === JSON.stringify(news)
  return new pb.DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME)
}
