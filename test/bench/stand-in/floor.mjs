// A stand-in provider that answers every RPC at once and knows nothing: the least that an engine run can cost.
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)
const pb = load('@pulumi/pulumi/proto/provider_pb.js')
const { ResourceProviderService } = load('@pulumi/pulumi/proto/provider_grpc_pb.js')
const { PluginInfo } = load('@pulumi/pulumi/proto/plugin_pb.js')
const { Empty } = load('google-protobuf/google/protobuf/empty_pb.js')
const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges

const rpcs = {
  handshake: () => new pb.ProviderHandshakeResponse(),
  attach: () => new Empty(),
  getPluginInfo: () => new PluginInfo().setVersion('0.0.1'),
  checkConfig: (request) => new pb.CheckResponse().setInputs(request.getNews()),
  diffConfig: () => new pb.DiffResponse().setChanges(DIFF_NONE),
  configure: () => new pb.ConfigureResponse().setSupportspreview(true),
  check: (request) => new pb.CheckResponse().setInputs(request.getNews()),
  diff: (request) => {
    const same = textOf(request.getOldInputs()) === textOf(request.getNews())
    return new pb.DiffResponse().setChanges(same ? DIFF_NONE : DIFF_SOME)
  },
  create: (request) => {
    const id = request.getUrn().split('::').pop()
    return new pb.CreateResponse().setId(id).setProperties(request.getProperties()).setRefreshBeforeUpdate(true)
  },
  update: (request) => new pb.UpdateResponse().setProperties(request.getNews()).setRefreshBeforeUpdate(true),
  read: (request) => {
    const response = new pb.ReadResponse().setId(request.getId()).setRefreshBeforeUpdate(true)
    return response.setProperties(request.getProperties()).setInputs(request.getInputs())
  },
  delete: () => new Empty(),
  cancel: () => new Empty(),
}

function textOf(struct) {
  return JSON.stringify(struct?.toJavaScript())
}

const server = new Server()
const answering = Object.entries(rpcs).map(([name, answer]) => [
  name,
  ({ request }, done) => done(null, answer(request)),
])
server.addService(ResourceProviderService, Object.fromEntries(answering))
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error
  process.stdout.write(`${port}\n`)
})
// An engine that was killed ends nobody.
const engine = process.ppid
setInterval(() => process.ppid === engine || process.exit(), 500).unref()
