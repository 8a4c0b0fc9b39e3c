import { describe, expect, it } from 'vitest'
import { Narrator } from '../../src/cli/demo/narrator.js'

// Lines of engine 3.259, as it prints them without a terminal.
const UP = ` +  macloom:index:Rdma studio-1-rdma creating (0s)
 +  macloom:index:Rdma studio-1-rdma creating (1s) waiting: RDMA is disabled
@ updating....
 +  macloom:index:Rdma studio-1-rdma created (1s) waiting: RDMA is disabled
 ~  macloom:index:ShardDeployment tiny updated (2s) [diff: ~claimed,needs,ranks]; studio-1: tiny answers: "Cmmm"
 +  macloom:index:Mac studio-2 **creating failed** error: studio-2: connect: refused.
 +  pulumi:pulumi:Stack macloom-demo created (13s)
Diagnostics:
  macloom:index:Rdma (studio-1-rdma):
    waiting: RDMA is disabled

Resources:
    + 17 created
    3 unchanged

Duration: 14s
`

describe('what the demo repeats of the engine', () => {
  const heard = (pieces: readonly string[]): string[] => {
    const said: string[] = []
    const narrator = new Narrator((line) => said.push(line))
    for (const piece of pieces) narrator.hear(piece)
    return said
  }
  const expected = [
    '  | waiting: RDMA is disabled',
    '  | + Rdma studio-1-rdma created (1s)',
    '  | ~ ShardDeployment tiny updated (2s) studio-1: tiny answers: "Cmmm"',
    '  | + Mac studio-2 **creating failed**',
    '  | error: studio-2: connect: refused.',
    '  | 17 created',
    '  | 3 unchanged',
  ]

  it('is what was done, what waits and what is wrong, each once', () => {
    expect(heard([UP])).toEqual(expected)
  })

  it('is the same wherever the stream is cut', () => {
    for (let cut = 0; cut < UP.length; cut += 1) expect(heard([UP.slice(0, cut), UP.slice(cut)])).toEqual(expected)
  })
})
