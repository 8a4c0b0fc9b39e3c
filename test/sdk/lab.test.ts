import * as pulumi from '@pulumi/pulumi'
import { beforeEach, describe, expect, it } from 'vitest'
import { parseLab } from '../../src/lab/parse.js'
import { plan } from '../../src/planner/plan-lab.js'
import type { Ready, WorkOrder } from '../../src/resources/words.js'
import { Lab } from '../../src/sdk/lab.js'

const KEY = `SHA256:${'a'.repeat(43)}`
const FILE = `
lab: pair
macs:
  one: { address: one.local, hostKey: ${KEY}, label: top shelf }
  two: { address: two.local, hostKey: ${KEY} }
links: ["one:1 <-> two:1"]
commands:
  spotlight: { on: one, after: links, create: "mdutil -i off /", delete: "mdutil -i on /" }
`

interface Declared {
  readonly type: string
  readonly inputs: Record<string, unknown>
}

const ORDERS = ['one', 'two'].map((mac) => ({ mac, why: 'a plug', steps: [], check: '', hands: 'move a plug' }))
const declared = new Map<string, Declared>()
let orders: readonly WorkOrder[] = []

/** Plays the engine: every resource is as ready as `stateOf` says. */
async function declare(stateOf: (name: string) => Ready['state']): Promise<void> {
  declared.clear()
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ type, name, inputs }) => {
      declared.set(name, { type, inputs: inputs as Record<string, unknown> })
      const state = stateOf(name)
      const ready = { state, reason: state === 'ready' ? '' : 'a plug is in the wrong receptacle', generation: name }
      return {
        id: name,
        state: {
          ...(inputs as object),
          ready,
          workOrders: name === 'one-1--two-1' ? ORDERS : [],
          findings: [],
          observed: {},
        },
      }
    },
  })
  const lab = new Lab('pair', plan(parseLab(FILE, 'pair.yaml'), null))
  orders = await new Promise((resolve) => lab.workOrders.apply(resolve))
  await pulumi.runtime.disconnect()
}

const inputs = (name: string) => declared.get(name)?.inputs ?? {}

describe('a lab as Pulumi resources', () => {
  beforeEach(() => declare(() => 'ready'))

  it('has one resource per kind and Mac, and a summary that takes the readiness of all', () => {
    const kinds = [...declared.values()].map(({ type }) => type.split(':').pop())
    expect(kinds.filter((kind) => kind === 'Mac')).toHaveLength(2)
    expect(kinds).toEqual(expect.arrayContaining(['OsSettings', 'Fabric', 'ThunderboltLink', 'Summary', 'Command']))
    expect(Object.keys(inputs('pair-summary')['resources'] as object).sort()).toEqual(
      [
        'one',
        'one-fabric',
        'one-settings',
        'one-1--two-1',
        'links-measured',
        'two',
        'two-fabric',
        'two-settings',
      ].sort(),
    )
  })

  it('carries the readiness of what a resource builds on along every edge', () => {
    expect(inputs('one-settings')['needs']).toEqual([{ state: 'ready', reason: '', generation: 'one' }])
    const needs = inputs('one-1--two-1')['needs'] as Ready[]
    expect(needs.map(({ generation }) => generation)).toEqual(['one-fabric', 'two-fabric'])
  })

  it('puts where each Mac stands beside its work orders, as far as the lab file says', () => {
    expect(orders.map(({ mac, label }) => [mac, label])).toEqual([
      ['one', 'top shelf'],
      ['two', undefined],
    ])
  })

  it('gives the connection table to one explicit provider, and no secret in it', () => {
    const provider = [...declared.values()].find(({ type }) => type === 'pulumi:providers:macloom')
    const connections = { one: { address: 'one.local', hostKey: KEY }, two: { address: 'two.local', hostKey: KEY } }
    expect(JSON.parse(String(provider?.inputs['connections']))).toEqual(connections)
  })

  it('runs a script of the lab file through macloom, with the pinned host key, once its stage is ready', () => {
    const { create, delete: remove, environment } = inputs('spotlight-one')
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const verb = 'npx --no-install macloom run one spotlight-one'
    expect(create).toBe(`${verb} --create ${base64('mdutil -i off /')} --generation 'one-1--two-1'`)
    expect(remove).toBe(`${verb} --delete ${base64('mdutil -i on /')}`)
    expect(JSON.stringify(environment)).toContain(KEY)
  })

  it('says why in place of running the script while its stage waits', async () => {
    await declare((name) => (name === 'one-1--two-1' ? 'waiting' : 'ready'))
    expect(inputs('spotlight-one')['create']).toBe("echo 'waiting: a plug is in the wrong receptacle'")
  })
})
