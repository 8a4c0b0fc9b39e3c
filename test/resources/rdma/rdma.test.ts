import { describe, expect, it } from 'vitest'
import type { Receptacle } from '../../../src/resources/mac/outputs.js'
import type { RdmaObserved, RdmaPort, RdmaState } from '../../../src/resources/rdma/outputs.js'
import { rdma } from '../../../src/resources/rdma/rdma.js'
import { stateOf } from '../../../src/resources/rdma/state.js'
import { supports, verdict, type Facts } from '../../../src/resources/rdma/verdict.js'
import { receptacle } from '../mac/cases.js'

const WANTED = { needs: [], mac: 'studio-1', receptacles: [2], enabled: true }

const SEEN: RdmaObserved = {
  state: 'enabled, peer silent',
  history: { active: [] },
  status: 'enabled',
  nvram: 'enabled',
  ports: [],
  supported: true,
  macos: '26.6',
  laptop: false,
  fileVault: 'off',
}

const PEER = {
  name: 'Mac Studio',
  model: 'Mac15,14',
  domainUuid: 'U',
  through: 'direct',
  advertisesRdma: true,
} as const
const linked = (changes: Partial<Receptacle> = {}) =>
  receptacle(2, { connected: true, speedGbps: 80, peer: PEER, ...changes })

const FACTS: Facts = {
  status: 'enabled',
  supported: true,
  devices: [{ device: 'rdma_en3', guid: '8196a9d9edbaac05' }],
  states: [{ device: 'rdma_en3', state: 'PORT_DOWN' }],
}

describe('the verdict over a port', () => {
  it.each<[string, Receptacle, Partial<Facts>, string, RegExp]>([
    ['active', linked(), { states: [{ device: 'rdma_en3', state: 'PORT_ACTIVE' }] }, 'active', /both ends/],
    ['Thunderbolt 4', linked(), { supported: false }, 'unsupported', /Thunderbolt 5/],
    ['an old macOS', linked(), { status: 'absent', devices: null }, 'unsupported', /26\.2/],
    ['RDMA off', linked(), { status: 'disabled', devices: [] }, 'disabled', /recoveryOS/],
    ['no cable', receptacle(2), {}, 'enabled, peer silent', /no cable/],
    ['a disk', linked({ peer: null }), {}, 'enabled, peer silent', /no Mac is at the other end/],
    [
      'a peer with RDMA off',
      linked({ peer: { ...PEER, advertisesRdma: false } }),
      {},
      'enabled, peer silent',
      /has RDMA off/,
    ],
    ['a slow link', linked({ speedGbps: 40 }), {}, 'enabled, peer silent', /40 Gb\/s: RDMA needs 80/],
    ['a dock', linked({ peer: { ...PEER, through: 'dock' } }), {}, 'enabled, peer silent', /through a dock/],
    ['a port that is still bridged', linked(), {}, 'enabled, peer silent', /bridge/],
    ['a device that is lost until a restart', linked(), { devices: [] }, 'enabled, peer silent', /restart this Mac/],
  ])('with %s', (_name, port, facts, word, reason) => {
    const { verdict: said, reason: because } = verdict(port, { ...FACTS, ...facts })
    expect(said).toBe(word)
    expect(because).toMatch(reason)
  })

  it('goes by what ports say or by devices that exist, never by rdma_ctl', () => {
    const four = receptacle(1, { generation: 4 })
    expect(supports([four], [])).toBe(false)
    expect(supports([four, receptacle(2)], [])).toBe(true)
    expect(supports([four], FACTS.devices)).toBe(true)
  })
})

describe('RDMA of a Mac', () => {
  it.each<[string, Partial<RdmaObserved>, boolean, string[]]>([
    ['is done when it is on', {}, true, []],
    ['waits for a person when it is off', { status: 'disabled' }, true, ['needs a person']],
    ['waits for a person when it is on and shall be off', { history: null }, false, ['needs a person']],
    ['does not wait for hardware that cannot do it', { status: 'enabled', supported: false }, true, []],
    ['does not wait for a macOS that has none', { status: 'absent' }, true, []],
  ])('%s', (_name, seen, enabled, risks) => {
    const inputs = { ...WANTED, enabled }
    expect(rdma.diff(inputs, { ...SEEN, ...seen }).map(({ risk }) => risk)).toEqual(risks)
    expect(rdma.workOrders(inputs, { ...SEEN, ...seen })).toHaveLength(risks.length)
  })

  it.each<[string, Partial<RdmaObserved>, RegExp]>([
    ['hardware that cannot do it', { supported: false }, /unsupported \(hardware\)/],
    ['a macOS without it', { status: 'absent' }, /does not have it/],
    ['a bit in NVRAM that ends it at the next restart', { nvram: 'disabled' }, /on until the next restart/],
    [
      'a lost device',
      {
        ports: [1, 2].map((receptacle) => ({
          receptacle,
          device: receptacle === 2 ? null : 'rdma_en2',
          state: null,
          verdict: 'enabled, peer silent' as const,
          reason: '',
        })),
      },
      /receptacle 2 has no RDMA device/,
    ],
  ])('names %s as a finding', (_name, seen, what) => {
    expect(rdma.findings(WANTED, { ...SEEN, ...seen })).toMatchObject([{ what: expect.stringMatching(what) as string }])
  })

  it('holds nothing up for a port state that could not be read', () => {
    expect(rdma.doubts?.(WANTED, { ...SEEN, ports: { unknown: 'ibv_devinfo hung' } })).toEqual([])
    expect(rdma.doubts?.(WANTED, { ...SEEN, nvram: { unknown: 'odd' } })).toEqual([])
    expect(rdma.doubts?.(WANTED, { ...SEEN, status: { unknown: 'odd' } })).toEqual(['status: odd'])
  })
})

describe('where RDMA of a Mac stands', () => {
  const port = (receptacle: number, verdict: RdmaPort['verdict'], device: string | null = 'rdma_en3'): RdmaPort => {
    return { receptacle, device, state: null, verdict, reason: 'the Mac at the other end has RDMA off' }
  }

  it.each<[RdmaState, Partial<RdmaObserved>]>([
    ['unsupported', { supported: false }],
    ['unsupported', { status: 'absent' }],
    ['awaiting hands', { status: 'disabled', nvram: null }],
    ['awaiting reboot', { status: 'disabled', nvram: 'enabled' }],
    ['awaiting reboot', { ports: [port(1, 'enabled, peer silent', null), port(2, 'enabled, peer silent', null)] }],
    ['enabled, peer silent', { ports: [port(2, 'enabled, peer silent')] }],
    ['active', { ports: [port(1, 'enabled, peer silent'), port(2, 'active')] }],
  ])('is %s', (state, seen) => {
    expect(stateOf(WANTED, { ...SEEN, ...seen })).toBe(state)
  })

  it('is disabled where nobody wants it, and active only when every declared port is', () => {
    expect(stateOf({ ...WANTED, enabled: false }, { ...SEEN, status: 'disabled' })).toBe('disabled')
    const ports = [port(2, 'active'), port(3, 'enabled, peer silent')]
    expect(stateOf({ ...WANTED, receptacles: [2, 3] }, { ...SEEN, ports })).toBe('enabled, peer silent')
  })

  it('says what could not be read in place of a guess', () => {
    const odd = { unknown: 'rdma_ctl: odd' }
    expect(stateOf(WANTED, { ...SEEN, status: odd })).toEqual(odd)
    expect(stateOf(WANTED, { ...SEEN, ports: odd })).toEqual(odd)
  })

  it('tells a loss from a first wait: what was on in this lab and is off is drift and a danger', () => {
    const off: RdmaObserved = { ...SEEN, status: 'disabled', nvram: 'disabled' }
    expect(rdma.diff(WANTED, { ...off, history: null })).toMatchObject([{ path: 'enabled', risk: 'needs a person' }])
    expect(rdma.findings(WANTED, { ...off, history: null })).toEqual([])
    expect(rdma.diff(WANTED, off)).toMatchObject([{ path: 'enabled', risk: 'needs a person', drift: true }])
    expect(rdma.findings(WANTED, off)).toMatchObject([
      { danger: 'danger', what: expect.stringContaining('was on') as string },
    ])
  })

  it('notes a port of a declared link once it is active, and calls it lost when it falls silent', () => {
    const active = { ...SEEN, ports: [port(2, 'active'), port(4, 'active')] }
    expect(rdma.diff(WANTED, active)).toMatchObject([{ path: 'history', to: { active: [2] }, risk: 'safe' }])
    const lost = { ...SEEN, history: { active: [2] }, ports: [port(2, 'enabled, peer silent')] }
    expect(rdma.diff(WANTED, lost)).toMatchObject([{ path: 'ports.2', risk: 'needs a person', drift: true }])
    expect(rdma.findings(WANTED, lost)).toMatchObject([
      { danger: 'danger', cause: expect.stringContaining('RDMA off') as string },
    ])
    expect(rdma.workOrders(WANTED, lost)).toEqual([])
  })

  it('asks for a restart where a port has lost its device', () => {
    const ports = [port(1, 'active'), port(2, 'enabled, peer silent', null)]
    const gone = { ...SEEN, history: { active: [2] }, ports }
    expect(rdma.workOrders(WANTED, gone)).toMatchObject([{ hands: 'restart the Mac' }])
  })

  it('forgets a port that the lab no longer declares', () => {
    const was = { ...SEEN, history: { active: [2, 3] }, ports: [port(2, 'active'), port(3, 'enabled, peer silent')] }
    expect(rdma.diff(WANTED, was)).toMatchObject([{ path: 'history', to: { active: [2] } }])
  })
})

describe('the work order of RDMA', () => {
  const OFF = { ...SEEN, status: 'disabled', nvram: null } as const
  const steps = (seen: Partial<RdmaObserved>) =>
    rdma.workOrders(WANTED, { ...OFF, ...seen }).flatMap((order) => order.steps)

  it('leads through recoveryOS', () => {
    expect(steps({})).toContain('Choose Utilities › Terminal, type: rdma_ctl enable')
    expect(rdma.workOrders(WANTED, OFF)).toMatchObject([
      { mac: 'studio-1', hands: 'enable RDMA in recoveryOS', check: '`rdma_ctl status` in Terminal says enabled' },
    ])
  })

  it('names the button that a desktop and a laptop have', () => {
    expect(steps({ laptop: false }).join('\n')).toMatch(/Press the power button/)
    expect(steps({ laptop: true }).join('\n')).toMatch(/Press Touch ID/)
  })

  it.each<[boolean, Partial<RdmaObserved>]>([
    [true, { status: 'disabled', nvram: 'enabled' }],
    [false, { status: 'enabled', nvram: 'disabled' }],
  ])('asks for a restart only, when recoveryOS has been visited already (shall be on: %s)', (enabled, seen) => {
    const observed = { ...SEEN, fileVault: 'on', ...seen } as const
    const orders = rdma.workOrders({ ...WANTED, enabled }, observed)
    expect(orders).toMatchObject([{ hands: 'restart the Mac', why: expect.stringContaining('already') as string }])
    expect(orders[0]?.steps[0]).toMatch(/Restart; recoveryOS is not needed again/)
    expect(orders[0]?.steps.at(-1)).toMatch(/FileVault is on/)
    expect(rdma.diff({ ...WANTED, enabled }, observed)[0]?.what).toMatch(/a person has to restart it$/)
  })

  it.each<[string, RdmaObserved['nvram']]>([
    ['was never set', null],
    ['says the same as what runs', 'disabled'],
    ['could not be read', { unknown: 'nvram: not as expected' }],
  ])('leads through recoveryOS when the bit in NVRAM %s', (_name, nvram) => {
    expect(steps({ nvram })).toContain('Choose Utilities › Terminal, type: rdma_ctl enable')
  })

  it('offers the switch of macOS 27 first', () => {
    expect(steps({ macos: '27.0' })[0]).toMatch(/Developer Tools › RDMA over Thunderbolt/)
    expect(steps({ macos: '26.6' }).join('\n')).not.toMatch(/System Settings/)
  })

  it('warns of the locked Mac that FileVault makes of a restart', () => {
    expect(steps({ fileVault: 'on' }).at(-1)).toMatch(/log in once after the restart/)
    expect(steps({ fileVault: 'off' }).join('\n')).not.toMatch(/FileVault/)
  })
})
