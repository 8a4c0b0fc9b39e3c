import { describe, expect, it } from 'vitest'
import { fabricInputs } from '../../src/resources/fabric/inputs.js'
import { linkMeasurementInputs } from '../../src/resources/link-measurement/inputs.js'
import { laptopPowerInputs } from '../../src/resources/laptop-power/inputs.js'
import { macInputs } from '../../src/resources/mac/inputs.js'
import { mlxInstallInputs } from '../../src/resources/mlx-install/inputs.js'
import { modelFilesInputs } from '../../src/resources/model-files/inputs.js'
import { osReleaseInputs } from '../../src/resources/os-release/inputs.js'
import { osSettingsInputs } from '../../src/resources/os-settings/inputs.js'
import { rdmaInputs } from '../../src/resources/rdma/inputs.js'
import { shardDeploymentInputs } from '../../src/resources/shard-deployment/inputs.js'
import { thunderboltLinkInputs } from '../../src/resources/thunderbolt-link/inputs.js'
import type { Lab } from '../../src/lab/schema.js'
import { plan } from '../../src/planner/plan-lab.js'
import type { Plan, PlannedResource } from '../../src/planner/plan.js'
import { PlanError } from '../../src/planner/trouble.js'
import { labOf, lockOf, RUNTIME, TINY } from './labs.js'

const LINK = 'links: [a:1 <-> b:2]\n'
const DEPLOYMENT = `${RUNTIME}deployments: { chat: { model: m, macs: [a, b], backend: ring } }\n`

const SCHEMAS = {
  Mac: macInputs,
  OsRelease: osReleaseInputs,
  OsSettings: osSettingsInputs,
  LaptopPower: laptopPowerInputs,
  Fabric: fabricInputs,
  Rdma: rdmaInputs,
  ThunderboltLink: thunderboltLinkInputs,
  MlxInstall: mlxInstallInputs,
  ModelFiles: modelFilesInputs,
  LinkMeasurement: linkMeasurementInputs,
  ShardDeployment: shardDeploymentInputs,
}

function resource<K extends PlannedResource['kind']>(of: Plan, kind: K, name: string) {
  const found = of.resources.find((one) => one.kind === kind && one.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name} in ${of.resources.map((one) => one.name).join(', ')}`)
  return found as Extract<PlannedResource, { kind: K }>
}

function troubles(run: () => unknown): string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof PlanError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('the plan of two Macs with a cable, RDMA and a deployment', () => {
  const made = plan(labOf(['a', 'b'], `${LINK}rdma: enabled\n${DEPLOYMENT}`), lockOf())

  it('has every resource by name, each after what it needs', () => {
    expect(made.resources.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Mac a',
      'OsSettings a-settings',
      'Fabric a-fabric',
      'Rdma a-rdma',
      'Mac b',
      'OsSettings b-settings',
      'Fabric b-fabric',
      'Rdma b-rdma',
      'ThunderboltLink a-1--b-2',
      'MlxInstall a-mlx',
      'MlxInstall b-mlx',
      'ModelFiles m-files',
      'LinkMeasurement chat-measured',
      'ShardDeployment chat',
    ])
    const seen = new Set<string>()
    for (const { name, needs } of made.resources) {
      for (const need of needs) expect(seen, `${name} needs ${need}`).toContain(need)
      seen.add(name)
    }
  })

  it('needs only what is truly needed', () => {
    const needs = Object.fromEntries(made.resources.map(({ name, needs: list }) => [name, list]))
    expect(needs).toMatchObject({
      a: [],
      'a-settings': ['a'],
      'a-fabric': ['a'],
      'a-rdma': ['a'],
      'a-1--b-2': ['a-fabric', 'b-fabric'],
      'a-mlx': ['a'],
      'm-files': ['a', 'b'],
      'chat-measured': ['a-1--b-2', 'a-mlx', 'b-mlx', 'm-files'],
      chat: ['a-mlx', 'b-mlx', 'm-files', 'a-1--b-2', 'a-settings', 'b-settings', 'chat-measured'],
    })
  })

  it.each(made.resources.map((one) => [one.name, one] as const))(
    'fills inputs that the kind of %s accepts',
    (_, one) => {
      expect(() => SCHEMAS[one.kind].parse(one.inputs)).not.toThrow()
    },
  )

  it('gives both ends of the cable an address in one subnet, each the peer of the other', () => {
    const [a, b] = ['a', 'b'].map((mac) => resource(made, 'Fabric', `${mac}-fabric`).inputs.ports[0])
    expect(a).toMatchObject({ receptacle: 1, address: b?.peerAddress, netmask: '255.255.255.252' })
    expect(b).toMatchObject({ receptacle: 2, address: a?.peerAddress })
    expect(Object.keys(made.subnets)).toEqual(['a:1 <-> b:2'])
  })

  it('has each rank listen on its own end of the cable', () => {
    const { ranks } = resource(made, 'ShardDeployment', 'chat').inputs
    expect(ranks).toMatchObject(
      ['a', 'b'].map((mac, rank) => ({
        mac,
        addresses: [resource(made, 'Fabric', `${mac}-fabric`).inputs.ports[0]?.address],
        port: 32323 + rank,
      })),
    )
  })

  it('has each rank wait for the wired-memory limit that the lab gives its Mac, and for none where it keeps what is there', () => {
    const text = `${LINK}${DEPLOYMENT}`
    const limits = (lab: Lab) =>
      resource(plan(lab, lockOf()), 'ShardDeployment', 'chat').inputs.ranks.map((rank) => rank.wiredLimitMb)
    expect(limits(labOf(['a', 'b'], text))).toEqual([498073, 498073])
    expect(limits(labOf(['a', 'b'], `settings: { wiredLimit: 400GB }\n${text}`))).toEqual([409600, 409600])
    expect(limits(labOf(['a', 'b'], `settings: { wiredLimit: keep }\n${text}`))).toEqual([undefined, undefined])
  })

  it('tells each Mac which deployments the lab has on it', () => {
    expect(resource(made, 'Mac', 'a').inputs.claims).toEqual(['ShardDeployment/chat'])
  })

  it('says why the strategy was chosen, and what each rank has to hold', () => {
    expect(made.deployments['chat']?.reason).toBe(
      'split by tensor over 2 ranks, which deepseek_v3 can be; the ranks talk over ring, as the lab file asks',
    )
    expect(made.deployments['chat']?.ranks.map(({ mac, fits }) => [mac, fits])).toEqual([
      ['a', true],
      ['b', true],
    ])
  })
})

describe('connections', () => {
  it('take from the lab what the Mac does not say itself', () => {
    const lab = labOf(['a', 'b'], 'ssh: { user: admin, port: 2222, identity: key }\n')
    const macs = { ...lab.macs, b: { ...lab.macs['b'], port: 22 } } as typeof lab.macs
    expect(plan({ ...lab, macs }, null).connections).toMatchObject({
      a: { address: 'a.local', user: 'admin', port: 2222, identity: 'key' },
      b: { port: 22, user: 'admin' },
    })
  })
})

describe('links and Macs that are added', () => {
  it('change no address of those that are there', () => {
    const small = labOf(['m1', 'm2', 'm3'], 'links: [m1:1 <-> m2:1, m2:2 <-> m3:2]\n')
    const large = labOf(
      ['m0', 'm1', 'm2', 'm3', 'm4'],
      'links: [m0:1 <-> m4:1, m2:1 <-> m1:1, m2:2 <-> m3:2, m4:2 <-> m1:2]\n',
    )
    const before = plan(small, null)
    const after = plan(large, lockOf(TINY, { subnets: { ...before.subnets } }))
    for (const [key, subnet] of Object.entries(before.subnets)) expect(after.subnets[key]).toBe(subnet)
    expect(resource(after, 'Fabric', 'm3-fabric').inputs).toEqual(resource(before, 'Fabric', 'm3-fabric').inputs)
  })

  it('a link written the other way round is the same link', () => {
    const one = plan(labOf(['a', 'b'], LINK), null)
    const other = plan(labOf(['a', 'b'], 'links: [b:2 <-> a:1]\n'), null)
    expect(other.resources).toEqual(one.resources)
  })
})

describe('a ring of ranks', () => {
  const three = `${RUNTIME}deployments: { chat: { model: m, macs: [a, b, c], strategy: pipeline, backend: ring } }\n`

  it('listens, on every rank, on its ends of the cables to the rank before it', () => {
    const made = plan(labOf(['a', 'b', 'c'], `links: [a:1 <-> b:1, b:2 <-> c:2, c:3 <-> a:3]\n${three}`), lockOf())
    const port = (mac: string, receptacle: number): string | undefined =>
      resource(made, 'Fabric', `${mac}-fabric`).inputs.ports.find((one) => one.receptacle === receptacle)?.address
    expect(resource(made, 'ShardDeployment', 'chat').inputs.ranks.map(({ addresses }) => addresses)).toEqual([
      [port('a', 3)],
      [port('b', 1)],
      [port('c', 2)],
    ])
  })

  it('uses as many cables between neighbours as the pair with the fewest has', () => {
    const two = 'links: [a:1 <-> b:1, a:2 <-> b:2, b:3 <-> c:3, b:4 <-> c:4, c:1 <-> a:3]\n'
    const one = plan(labOf(['a', 'b', 'c'], two + three), lockOf())
    expect(resource(one, 'ShardDeployment', 'chat').inputs.ranks.map(({ addresses }) => addresses.length)).toEqual([
      1, 1, 1,
    ])
    const pair = `links: [a:1 <-> b:1, a:2 <-> b:2]\n${DEPLOYMENT}`
    const ranks = resource(plan(labOf(['a', 'b'], pair), lockOf()), 'ShardDeployment', 'chat').inputs.ranks
    expect(ranks.map(({ addresses, port }) => [addresses.length, port])).toEqual([
      [2, 32323],
      [2, 32325],
    ])
  })

  it('without the cable from the last to the first is refused, naming it', () => {
    expect(
      troubles(() => plan(labOf(['a', 'b', 'c'], `links: [a:1 <-> b:1, b:2 <-> c:2]\n${three}`), lockOf())),
    ).toEqual([
      'deployments.chat.macs: a ring over a, b, c needs a cable between every two neighbours, the last and the first ' +
        'included; none is declared between c and a (the cables connect them, but not in a ring); add a link such as c:1 <-> a:1',
    ])
  })

  it('in an order that the cables do not allow is told the order that they do', () => {
    const links = 'links: [a:1 <-> c:1, c:2 <-> b:2, b:3 <-> d:3, d:4 <-> a:4]\n'
    const four = `${RUNTIME}deployments: { chat: { model: m, macs: [a, b, c, d], backend: ring } }\n`
    const [said] = troubles(() => plan(labOf(['a', 'b', 'c', 'd'], links + four), lockOf()))
    expect(said).toContain('name the Macs in the order a, c, b, d')
  })

  it('of one Mac needs no cable and listens nowhere', () => {
    const made = plan(labOf(['a'], `${RUNTIME}deployments: { chat: { model: m, macs: [a] } }\n`), lockOf())
    expect(resource(made, 'ShardDeployment', 'chat').inputs.ranks).toMatchObject([
      { mac: 'a', addresses: [], port: 32323 },
    ])
    expect(made.deployments['chat']?.reason).toBe('whole on one Mac; one rank needs no ring')
  })
})

describe('the backend', () => {
  const auto = `${RUNTIME}deployments: { chat: { model: m, macs: [a, b] } }\n`

  it('auto in a lab with RDMA is refused, because JACCL cannot be deployed yet', () => {
    expect(troubles(() => plan(labOf(['a', 'b'], `${LINK}rdma: enabled\n${auto}`), lockOf()))).toEqual([
      'deployments.chat.backend: backend auto in a lab with rdma enabled means JACCL, which this version cannot deploy ' +
        'yet; write meanwhile: ring to serve over TCP for now, or backend: ring, or rdma: ignored for the lab',
    ])
  })

  it('auto in a lab that ignores RDMA is the ring, with the reason', () => {
    const made = plan(labOf(['a', 'b'], LINK + auto), lockOf())
    expect(made.deployments['chat']).toMatchObject({
      backend: 'ring',
      reason: expect.stringContaining('ignores RDMA') as string,
    })
  })

  it('does not wait for RDMA where the lab says ring in words', () => {
    const words = auto.replace('[a, b]', '[a, b], meanwhile: ring')
    const made = plan(labOf(['a', 'b'], `${LINK}rdma: enabled\n${words}`), lockOf())
    expect(resource(made, 'ShardDeployment', 'chat').needs).not.toContain('a-rdma')
  })
})

describe('endpoints', () => {
  const served = (more: string): string | undefined =>
    plan(labOf(['a'], `${RUNTIME}deployments: { chat: { model: m, macs: [a]${more} } }\n`), lockOf()).endpoints['chat']

  it.each([
    ['', 'http://127.0.0.1:8080/v1'],
    [', host: 0.0.0.0, port: 9000', 'http://a.local:9000/v1'],
    [', host: 10.1.2.3', 'http://10.1.2.3:8080/v1'],
  ])('of a deployment%s is %s', (more, url) => {
    expect(served(more)).toBe(url)
  })

  it('keep the word that allows plaintext, for the policy', () => {
    const text = `${RUNTIME}deployments: { chat: { model: m, macs: [a], host: 0.0.0.0, plaintext: allowed } }\n`
    expect(resource(plan(labOf(['a'], text), lockOf()), 'ShardDeployment', 'chat').inputs.plaintext).toBe('allowed')
  })
})

describe('Macs that are leaving', () => {
  it('stay in the table of connections, so that they can be given back, and get no resources', () => {
    const made = plan(labOf(['a', 'b', 'c'], 'links: [a:1 <-> b:1, b:2 <-> c:2]\nleaving: [c]\n'), null)
    expect(Object.keys(made.connections)).toEqual(['a', 'b', 'c'])
    expect(made.resources.filter(({ name }) => /\bc\b/.test(name))).toEqual([])
    expect(made.gone).toEqual([])
  })

  it('cannot serve', () => {
    expect(troubles(() => plan(labOf(['a', 'b'], `${LINK}${DEPLOYMENT}leaving: [b]\n`), lockOf()))).toEqual([
      'deployments.chat.macs: b is declared leaving; name other Macs or remove the deployment',
    ])
  })
})

describe('Macs that are gone', () => {
  it('have no resources and no links, and are named with a warning', () => {
    const made = plan(labOf(['a', 'b', 'c'], 'links: [a:1 <-> b:1, b:2 <-> c:2]\ngone: [c]\n'), null)
    expect(made.resources.map(({ name }) => name).filter((name) => name.includes('c-') || name === 'c')).toEqual([])
    expect(resource(made, 'ThunderboltLink', 'a-1--b-1').inputs.declared).toHaveLength(1)
    expect(made.gone).toEqual(['c'])
    expect(made.findings).toContainEqual(expect.objectContaining({ mac: 'c', danger: 'warning' }))
  })

  it('cannot carry a deployment', () => {
    expect(troubles(() => plan(labOf(['a', 'b'], `${LINK}${DEPLOYMENT}gone: [b]\n`), lockOf()))).toEqual([
      'deployments.chat.macs: b is declared gone; name other Macs or remove the deployment',
    ])
  })
})

describe('the lock file', () => {
  it.each([
    ['is missing', null, ['mlx: there is no lock file']],
    [
      'has another MLX',
      lockOf(TINY, { mlx: { ...lockOf().mlx, mlx: '0.32.3' } as never }),
      ['mlx: the lab has mlx 0.32.4 and the lock file 0.32.3'],
    ],
    ['lacks a model', lockOf(TINY, { models: {} }), ['models.m: the lock file does not know its files']],
  ])('that %s is told with the command that writes it', (_, lock, said) => {
    const found = troubles(() => plan(labOf(['a', 'b'], LINK + DEPLOYMENT), lock))
    expect(found).toEqual(said.map((line) => `${line}; run: macloom lock test`))
  })

  it('is not needed by a lab without MLX and models', () => {
    expect(plan(labOf(['a', 'b'], LINK), null).resources).toHaveLength(8)
  })
})

describe('commands of the lab', () => {
  const stages = ['mac', 'settings', 'fabric', 'links', 'runtime', 'models', 'deployments'] as const
  const expected = [['a'], ['a-settings'], ['a-fabric'], ['a-1--b-2'], ['a-mlx'], ['m-files'], ['chat']]

  it.each(stages.map((after, index) => [after, expected[index] ?? []] as const))('after %s need %j', (after, needs) => {
    const text = `${LINK}${DEPLOYMENT}commands: { hello: { on: a, after: ${after}, create: "true" } }\n`
    expect(plan(labOf(['a', 'b'], text), lockOf()).commands).toEqual([
      { name: 'hello-a', mac: 'a', needs, create: 'true' },
    ])
  })

  it('on several Macs are one command for each', () => {
    const text = 'commands: { hello: { on: [a, b], create: "true", delete: "false" } }\n'
    expect(plan(labOf(['a', 'b'], text), null).commands.map(({ name }) => name)).toEqual(['hello-a', 'hello-b'])
  })

  it('after a stage that the lab does not have come after the Mac', () => {
    const text = 'commands: { hello: { on: a, after: runtime, create: "true" } }\n'
    expect(plan(labOf(['a'], text), null).commands[0]?.needs).toEqual(['a'])
  })
})

describe('what would strand or confuse', () => {
  it('a Mac reached inside the subnet of the fabric', () => {
    const text = `${LINK}fabric: { subnet: 192.168.1.0/24 }\n`
    const lab = labOf(['a', 'b'], text)
    const macs = { ...lab.macs, a: { ...lab.macs['a'], address: '192.168.1.7' } } as typeof lab.macs
    expect(troubles(() => plan({ ...lab, macs }, null))).toEqual([
      'macs.a.address: 192.168.1.7 lies in fabric.subnet 192.168.1.0/24; reach the Mac by another address or take another subnet',
    ])
  })

  it('a deployment with the name of a Mac', () => {
    const text = `${RUNTIME}deployments: { a: { model: m, macs: [a] } }\n`
    expect(troubles(() => plan(labOf(['a'], text), lockOf()))).toEqual([
      'deployments.a: a would name a resource of kind Mac and one of kind ShardDeployment; rename the Mac, model or deployment',
    ])
  })

  it('several mistakes are told at once', () => {
    const text = `rdma: enabled\n${RUNTIME}deployments: { chat: { model: m, macs: [a, b] } }\n`
    expect(troubles(() => plan(labOf(['a', 'b'], text), null)).map((line) => line.split(':')[0])).toEqual([
      'mlx',
      'deployments.chat.backend',
      'deployments.chat.macs',
    ])
    expect(troubles(() => plan(labOf(['a', 'b'], text), lockOf())).map((line) => line.split(':')[0])).toEqual([
      'deployments.chat.backend',
      'deployments.chat.macs',
    ])
  })
})
