import { describe, expect, it } from 'vitest'
import { verdictsAcross, type OneSided } from '../../../src/resources/rdma/across.js'
import type { RdmaPort } from '../../../src/resources/rdma/outputs.js'
import { receptacle } from '../mac/cases.js'

/** One Mac whose receptacle 2 is cabled to the other one's. */
function end(mac: string, far: string, verdict: RdmaPort['verdict'], reason = `as ${mac} says`): OneSided {
  const peer = { name: 'Mac Studio', model: null, domainUuid: far, through: 'direct', advertisesRdma: true } as const
  return {
    receptacles: [receptacle(2, { domainUuid: mac, connected: true, speedGbps: 80, peer })],
    ports: [{ receptacle: 2, device: 'rdma_en3', state: null, verdict, reason }],
  }
}

describe('the verdict over a port whose two ends were looked at', () => {
  it.each<[RdmaPort['verdict'], RdmaPort['verdict'], RdmaPort['verdict'], string]>([
    ['active', 'active', 'active', 'PORT_ACTIVE at both ends, here and at b:2'],
    ['active', 'enabled, peer silent', 'enabled, peer silent', 'this end is active and b:2 is not: as b says'],
    ['active', 'disabled', 'enabled, peer silent', 'this end is active and b:2 is not: as b says'],
    ['enabled, peer silent', 'active', 'enabled, peer silent', 'b:2 is active and this end is silent: as a says'],
    ['enabled, peer silent', 'enabled, peer silent', 'enabled, peer silent', 'both ends are silent: as a says'],
    ['enabled, peer silent', 'disabled', 'enabled, peer silent', 'b:2 is disabled: as b says'],
    ['enabled, peer silent', 'unsupported', 'enabled, peer silent', 'b:2 is unsupported: as b says'],
    ['disabled', 'active', 'disabled', 'as a says'],
    ['unsupported', 'active', 'unsupported', 'as a says'],
  ])('here %s, there %s: %s', (here, there, verdict, reason) => {
    const { a } = verdictsAcross({ a: end('a', 'b', here), b: end('b', 'a', there) })
    expect(a).toMatchObject([{ receptacle: 2, verdict, reason }])
  })

  it('keeps what its own Mac says where the other one was not looked at or could not be read', () => {
    const active = end('a', 'b', 'active')
    expect(verdictsAcross({ a: active })).toEqual({ a: active.ports })
    const dumb: OneSided = { receptacles: { unknown: 'no answer' }, ports: { unknown: 'no answer' } }
    expect(verdictsAcross({ a: active, b: dumb })).toEqual({ a: active.ports, b: dumb.ports })
  })
})
