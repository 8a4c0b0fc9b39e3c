import { credentials } from '@grpc/grpc-js'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pb, providerGrpc } from '../../src/provider/proto.js'
import { toStruct } from '../../src/provider/values.js'
import { figure, samplesOf, type Extent, type Figure } from './measure.js'

/** Start of the provider as the engine starts it: Node's own start is in it, and so is /bin/sh. */
export async function providerStart({ repeats }: Extent): Promise<Figure[]> {
  const samples = await samplesOf(repeats * 2, startOnce)
  const node = await samplesOf(repeats * 2, bareNode)
  return [
    figure(
      'provider: start to port',
      'ms',
      samples.map(({ port }) => port),
      150,
    ),
    figure(
      'provider: start to configured, kinds and SSH loaded',
      'ms',
      samples.map(({ configured }) => configured),
    ),
    figure(
      'provider: CPU until configured',
      'ms',
      samples.map(({ cpu }) => cpu),
    ),
    figure('of which Node alone (prints a line)', 'ms', node),
  ]
}

async function startOnce(): Promise<{ port: number; configured: number; cpu: number }> {
  const from = performance.now()
  const child = spawn(join('bin', 'pulumi-resource-macloom'), { stdio: ['ignore', 'pipe', 'inherit'] })
  const address = `127.0.0.1:${await firstLine(child)}`
  const port = performance.now() - from
  const request = new pb.ConfigureRequest().setArgs(toStruct({ connections: '{}' }))
  const client = new providerGrpc.ResourceProviderClient(address, credentials.createInsecure())
  await new Promise<void>((resolve, reject) => {
    client.configure(request, (error) => (error === null ? resolve() : reject(error)))
  })
  const configured = performance.now() - from
  const cpu = cpuOf(child)
  client.close()
  await end(child)
  return { port, configured, cpu }
}

async function bareNode(): Promise<number> {
  const from = performance.now()
  const child = spawn(process.execPath, ['-e', 'console.log(1)'], { stdio: ['ignore', 'pipe', 'inherit'] })
  await firstLine(child)
  const took = performance.now() - from
  await end(child)
  return took
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('a child without standard output')
  const [chunk] = (await once(stdout, 'data')) as [Buffer]
  return chunk.toString('utf8').trim()
}

/** User and system time of another process; Linux tells it in hundredths of a second. */
function cpuOf({ pid }: ChildProcess): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'close')
}
