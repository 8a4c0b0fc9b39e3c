import { describe, expect, it } from 'vitest'
import { PlanError } from '../../src/planner/trouble.js'
import { plan } from '../../src/planner/plan-lab.js'
import { labOf, lockOf, RUNTIME, TINY } from './labs.js'

const pool = (macs: readonly string[], more = '') =>
  labOf(macs, `${RUNTIME}deployments: { chat: { model: m, replicas: [${macs.join(', ')}], host: 0.0.0.0 } }\n${more}`)

describe('a replica pool', () => {
  it('serves the whole model on each Mac, each with an endpoint of its own and nothing between them', () => {
    const { endpoints, pools, resources, deployments } = plan(pool(['a', 'b']), lockOf())
    expect(endpoints).toEqual({ 'chat-a': 'http://a.local:8080/v1', 'chat-b': 'http://b.local:8080/v1' })
    expect(pools).toEqual({ chat: { a: 'chat-a', b: 'chat-b' } })
    expect(deployments['chat-a']?.ranks.map(({ mac }) => mac)).toEqual(['a'])
    const needs = resources.find(({ name }) => name === 'chat-b')?.needs
    expect(needs).toEqual(['b-mlx', 'm-files-b', 'b-settings'])
  })

  it('grows by a Mac without touching one resource of the others', () => {
    const [before, after] = [plan(pool(['a', 'b']), lockOf()), plan(pool(['a', 'b', 'c']), lockOf())]
    const old = after.resources.filter(({ name }) => before.resources.some((one) => one.name === name))
    expect(old).toEqual(before.resources)
    const added = after.resources.filter((one) => !old.includes(one)).map(({ name }) => name)
    expect(added).toEqual(['c', 'c-settings', 'c-mlx', 'm-files-c', 'chat-c'])
  })

  it('shrinks the same way when a Mac leaves', () => {
    const stays = plan(pool(['a', 'b'], 'leaving: [b]'), lockOf())
    expect(stays.pools).toEqual({ chat: { a: 'chat-a' } })
    expect(stays.resources.map(({ name }) => name)).toContain('chat-a')
  })

  it('names the pool of the lab file when one replica cannot hold the model', () => {
    const small = labOf(['a'], `${RUNTIME}deployments: { chat: { model: m, replicas: [a] } }`, '8GB')
    const huge = lockOf({ ...TINY, weightsBytes: 400e9 })
    const trouble = () => plan(small, huge)
    expect(trouble).toThrow(PlanError)
    expect(trouble).toThrow(/^deployments\.chat/)
  })

  it('stands beside a group of the same model, whose files are placed together as before', () => {
    const lab = labOf(
      ['a', 'b', 'c'],
      `${RUNTIME}links: [a:1 <-> b:1]
deployments:
  big: { model: m, macs: [a, b], backend: ring }
  chat: { model: m, replicas: [c], port: 9000 }`,
    )
    const files = plan(lab, lockOf()).resources.flatMap((one) =>
      one.kind === 'ModelFiles' ? [[one.name, one.inputs.macs, one.inputs.beside]] : [],
    )
    expect(files).toEqual([
      ['m-files', ['a', 'b'], true],
      ['m-files-c', ['c'], true],
    ])
  })
})
