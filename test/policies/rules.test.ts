import {
  unknownCheckingProxy,
  type PolicyResource,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
} from '@pulumi/policy'
import { describe, expect, it } from 'vitest'
import { deploymentFits } from '../../policies/deployment-fits.js'
import { noBetaBuilds } from '../../policies/no-beta-builds.js'
import { noMixedBuilds } from '../../policies/no-mixed-builds.js'
import { noOpenPlaintext } from '../../policies/no-open-plaintext.js'
import { stackOf, type Declared } from './stacks.js'

async function judge(policy: StackValidationPolicy, resources: readonly Declared[]): Promise<string[]> {
  const said: string[] = []
  await policy.validateStack({ resources } as unknown as StackValidationArgs, (message) => said.push(message))
  return said
}

async function judgeEndpoint(resources: readonly Declared[]): Promise<string[]> {
  return judgeEach(noOpenPlaintext, resources)
}

async function judgeEach(policy: ResourceValidationPolicy, resources: readonly Declared[]): Promise<string[]> {
  const said: string[] = []
  const rules = [policy.validateResource ?? []].flat()
  for (const one of resources) {
    for (const rule of rules) await rule(one as unknown as ResourceValidationArgs, (message) => said.push(message))
  }
  return said
}

/** What the engine sends for text that a preview cannot know; reading it through the proxy throws. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
// 1.21.0 exports it without a type.
const asInPreview = unknownCheckingProxy as (props: Record<string, unknown>) => Record<string, unknown>

describe('no beta builds', () => {
  it('names the Mac that is pinned to one, and the one that runs one', async () => {
    const macs = { a: { pinned: '25C5031i' }, b: { seen: '25C5031i', pinned: '25C56' }, c: { pinned: '25C56' } }
    expect(await judgeEach(noBetaBuilds, stackOf(macs))).toEqual([
      'b runs 25C5031i, a beta of macOS. Pin a release build and let it be updated.',
      'a is pinned to 25C5031i, a beta of macOS. Pin the release build.',
      'b runs 25C5031i, a beta of macOS. Pin a release build and let it be updated.',
    ])
  })

  it('takes a rapid security response for what it is', async () => {
    expect(await judgeEach(noBetaBuilds, stackOf({ a: { seen: '25D771280a' } }))).toEqual([])
  })
})

describe('no mixed builds', () => {
  it('lets one build pass', async () => {
    expect(await judge(noMixedBuilds, stackOf({ a: { seen: '25C56' }, b: { seen: '25C56' } }))).toEqual([])
  })

  it('names the Macs of a deployment and their builds', async () => {
    expect(await judge(noMixedBuilds, stackOf({ a: { seen: '25C56' }, b: { seen: '25D60' } }))).toEqual([
      'the Macs of chat run different macOS builds: a 25C56, b 25D60. Bring them to one build, and turn automatic updates off.',
    ])
  })

  it('holds for the Macs with RDMA too', async () => {
    const said = await judge(
      noMixedBuilds,
      stackOf({ a: { seen: '25C56', rdma: true }, b: { seen: '25D60', rdma: true } }),
    )
    expect(said.map((line) => line.split(' run ')[0])).toEqual(['the Macs with RDMA', 'the Macs of chat'])
  })

  it('goes by what a Mac said rather than by what is declared', async () => {
    expect(await judge(noMixedBuilds, stackOf({ a: { build: '25C56', seen: '25D60' }, b: { seen: '25D60' } }))).toEqual(
      [],
    )
  })

  it('lets a rollout pass that pins one build for all of them', async () => {
    const both = { a: { seen: '25C56', pinned: '25D60' }, b: { seen: '25D60', pinned: '25D60' } }
    expect(await judge(noMixedBuilds, stackOf(both))).toEqual([])
  })

  it('does not judge a Mac that was never looked at', async () => {
    expect(await judge(noMixedBuilds, stackOf({ a: { seen: '25C56' }, b: {} }))).toEqual([])
  })

  it('does not judge what a preview cannot know', async () => {
    const [mac, ...rest] = stackOf({ a: { build: '25C56' }, b: { build: '25D60' } })
    if (mac === undefined) throw new Error('a stack has Macs')
    const unknown = { ...mac, props: asInPreview({ ...mac.props, build: UNKNOWN }) }
    expect(await judge(noMixedBuilds, [unknown, ...rest])).toEqual([])
  })
})

describe('no open plaintext endpoint', () => {
  const macs = { a: {}, b: {} }

  it.each(['127.0.0.1', '127.77.0.1', 'localhost', '::1'])('lets %s pass', async (host) => {
    expect(await judgeEndpoint(stackOf(macs, { host }))).toEqual([])
  })

  it.each(['0.0.0.0', '10.0.0.5', 'studio-1.local', '127.0.0.1.example.com'])('refuses %s', async (host) => {
    expect(await judgeEndpoint(stackOf(macs, { host }))).toEqual([
      `chat would serve on ${host}:8080 without encryption or login. Serve on 127.0.0.1 behind a proxy or an SSH tunnel, or write plaintext: allowed.`,
    ])
  })

  it('lets it pass when the lab says so in words', async () => {
    expect(await judgeEndpoint(stackOf(macs, { host: '0.0.0.0', plaintext: 'allowed' }))).toEqual([])
  })
})

describe('a deployment must fit its Macs', () => {
  it('lets what fits pass', async () => {
    expect(await judge(deploymentFits, stackOf({ a: {}, b: {} }, { weightsBytes: 657e9 }))).toEqual([])
  })

  it('names the Mac, what it needs at least and what its GPU may hold', async () => {
    expect(await judge(deploymentFits, stackOf({ a: { memoryGib: 256 }, b: {} }, { weightsBytes: 657e9 }))).toEqual([
      'chat would need at least 332.5 GB of a without any cache, and its GPU may hold 201.0 GB. ' +
        'Spread the model over more Macs, take a smaller quantization, or raise the wired limit.',
    ])
  })

  it('counts a raised wired limit', async () => {
    const type = 'macloom:index:OsSettings'
    const props = { needs: [], mac: 'a', wiredLimitMb: 249_000 }
    const settings = { type, name: 'a-settings', urn: 'urn:a-settings', props }
    const tight = stackOf({ a: { memoryGib: 256 }, b: {} }, { weightsBytes: 420e9 })
    expect(await judge(deploymentFits, tight)).toHaveLength(1)
    expect(await judge(deploymentFits, [...tight, settings] as (Declared & PolicyResource)[])).toEqual([])
  })
})
