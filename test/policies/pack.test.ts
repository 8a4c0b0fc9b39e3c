import * as grpc from '@grpc/grpc-js'
import analyzerService from '@pulumi/pulumi/proto/analyzer_grpc_pb.js'
import analyzer from '@pulumi/pulumi/proto/analyzer_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import structs from 'google-protobuf/google/protobuf/struct_pb.js'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stackOf, type Declared } from './stacks.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Answer = { toObject(): unknown }
type Call = (request: unknown, done: (error: Error | null, reply: Answer) => void) => void
type Client = grpc.Client & Record<'getAnalyzerInfo' | 'analyze' | 'analyzeStack', Call>

interface Diagnostics {
  readonly diagnosticsList: readonly { readonly policyname: string; readonly message: string }[]
}

/** The pack as an engine starts it: the executable analyzer, its port on the first line, gRPC. */
describe('the policy pack as an executable analyzer', () => {
  let child: ChildProcess
  let client: Client

  beforeAll(async () => {
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'policies'], { cwd: root })
    child = spawn(`${root}policies/analyzer`, ['127.0.0.1:1'], {
      // Not the folder of the pack: the engine starts it in that of the program.
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (child.stdout === null) throw new Error('the analyzer has no standard output')
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const Service = analyzerService.AnalyzerClient as unknown as new (address: string, how: unknown) => Client
    client = new Service(`127.0.0.1:${line.toString().trim()}`, grpc.credentials.createInsecure())
  })

  afterAll(async () => {
    client.close()
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })

  const ask = (verb: 'getAnalyzerInfo' | 'analyze' | 'analyzeStack', request: unknown): Promise<unknown> =>
    new Promise((resolve, reject) =>
      client[verb](request, (error, reply) => (error === null ? resolve(reply.toObject()) : reject(error))),
    )

  it('has four rules', async () => {
    const info = (await ask('getAnalyzerInfo', new empty.Empty())) as { name: string; policiesList: { name: string }[] }
    expect(info.name).toBe('macloom')
    expect(info.policiesList.map(({ name }) => name)).toEqual([
      'no-mixed-builds',
      'no-beta-builds',
      'no-open-plaintext',
      'deployment-fits',
    ])
  })

  it('refuses an endpoint off loopback', async () => {
    const endpoint = stackOf({ a: {}, b: {} }, { host: '0.0.0.0' }).find(({ name }) => name === 'chat')
    if (endpoint === undefined) throw new Error('the stack deploys chat')
    const { diagnosticsList } = (await ask('analyze', filled(new analyzer.AnalyzeRequest(), endpoint))) as Diagnostics
    expect(diagnosticsList.map(({ policyname }) => policyname)).toEqual(['no-open-plaintext'])
    expect(diagnosticsList[0]?.message).toContain('chat would serve on 0.0.0.0:8080 without encryption')
  })

  it('refuses a stack with mixed builds and a model that does not fit', async () => {
    const macs = { a: { seen: '25C56', memoryGib: 64 }, b: { seen: '25D60' } }
    const request = new analyzer.AnalyzeStackRequest()
    const resources = stackOf(macs, { weightsBytes: 200e9 })
    request.setResourcesList(resources.map((one) => filled(new analyzer.AnalyzerResource(), one)))
    const { diagnosticsList } = (await ask('analyzeStack', request)) as Diagnostics
    expect(diagnosticsList.map(({ policyname }) => policyname)).toEqual(['no-mixed-builds', 'deployment-fits'])
  })
})

function filled<T extends InstanceType<typeof analyzer.AnalyzeRequest | typeof analyzer.AnalyzerResource>>(
  request: T,
  { type, urn, name, props }: Declared,
): T {
  request.setType(type)
  request.setUrn(urn)
  request.setName(name)
  request.setProperties(structs.Struct.fromJavaScript(props as never))
  request.setOptions(new analyzer.AnalyzerResourceOptions())
  return request
}
