import { describe, expect, it } from 'vitest'
import type { EngineLog } from '../../src/provider/engine-log.js'
import { reportOutcome, reportPreview, reportUnserved } from '../../src/provider/narration.js'
import type { Change, Outputs, Ready } from '../../src/resources/words.js'

const urn = (kind: string) => `urn:pulumi:lab::macloom::macloom:index:${kind}::it`
const bridge: Change = {
  ...{ path: 'ports', from: true, to: false, risk: 'drops traffic', mac: 'studio-1' },
  what: 'take en3 out of bridge0',
}

function outputs(state: Ready['state'], reason: string): Outputs<unknown> {
  const ready = { state, reason, generation: '' }
  return { schema: 1, observed: {}, claimed: true, ready, workOrders: [], findings: [] }
}

function heard(tell: (log: EngineLog) => void): string[] {
  const lines: string[] = []
  const add = (word: string) => (_urn: string, line: string) => void lines.push(`${word} ${line}`)
  tell({ progress: add('progress'), info: add('info'), warning: add('warning') })
  return lines
}

describe('what a person is told at a row', () => {
  it('in a preview is each change with its danger', () => {
    const lines = heard((log) => reportPreview(log, urn('Fabric'), outputs('ready', ''), [bridge], false))
    expect(lines).toEqual(['warning take en3 out of bridge0 [drops traffic]'])
  })

  it('in a preview of what up will refuse is the refusal, and no change as if it would be made', () => {
    const refusal = 'studio-1: check that it is the declared Mac: it has 256 GB.'
    const lines = heard((log) => reportPreview(log, urn('Mac'), outputs('ready', ''), refusal, false))
    expect(lines).toEqual([`warning \`pulumi up\` will refuse this: ${refusal}`])
  })

  it('of what another resource holds up is nothing, but for a deployment that serves nobody', () => {
    const held = outputs('waiting', 'a plug is in the wrong receptacle')
    const told = (kind: string) =>
      heard((log) => {
        reportUnserved(log, urn(kind), held, true)
        reportOutcome(log, urn(kind), held, true)
      })
    expect(told('MlxInstall')).toEqual([])
    expect(told('ShardDeployment')).toEqual([
      'info waiting: nobody is served by this deployment before that: a plug is in the wrong receptacle',
    ])
  })
})
