import { describe, expect, it } from 'vitest'
import { parseLaunchFile } from '../../src/lab/launch-file.js'
import { LabError } from '../../src/lab/trouble.js'
import { launchFile } from '../../src/mlx/host-file.js'

const HOSTS = [
  { ssh: 'admin@mac1.local', ips: ['10.0.0.11'], rdma: [null, 'rdma_en5'] },
  { ssh: 'mac2', ips: ['10.0.0.12'], rdma: [['rdma_en3', 'rdma_en4'], null] },
]

function refused(value: unknown): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1)
  try {
    parseLaunchFile(text, 'hosts.json')
  } catch (error) {
    if (error instanceof LabError) return error.troubles.map((one) => `${one.line} ${one.path}: ${one.message}`)
    throw error
  }
  return []
}

describe('a host file of MLX', () => {
  it('is read as it was written, in the object form', () => {
    const file = { backend: 'jaccl' as const, envs: ['A=b'], hosts: HOSTS }
    expect(parseLaunchFile(launchFile(file), 'hosts.json')).toEqual(file)
  })

  it('is read in the list form of mlx before 0.30.6, and what may be left out is empty', () => {
    expect(parseLaunchFile(JSON.stringify([{ ssh: 'a' }, { ssh: 'b', ips: ['10.0.0.2'] }]), 'x')).toEqual({
      backend: '',
      envs: [],
      hosts: [
        { ssh: 'a', ips: [], rdma: [] },
        { ssh: 'b', ips: ['10.0.0.2'], rdma: [] },
      ],
    })
  })

  it('may leave backend and envs out, and have keys of other tools, as for MLX', () => {
    expect(parseLaunchFile('{"hosts": [{"ssh": "a", "note": 1}], "made-by": "x"}', 'x').hosts).toHaveLength(1)
  })

  it.each<[string, unknown, string[]]>([
    ['no JSON', 'hosts: []\n', ['1 : it is YAML, and MLX reads JSON only']],
    ['no hosts', { backend: 'ring' }, ['1 hosts: missing; expected a list']],
    ['a host without ssh', [{ ssh: 'a' }, { ips: [] }], ['5 1.ssh: missing; expected text']],
    [
      'a backend of other machines',
      { backend: 'nccl', hosts: HOSTS },
      ['2 backend: expected ring or jaccl or jaccl-ring, found "nccl"; valid here: ring, jaccl, jaccl-ring'],
    ],
    [
      'a row of the matrix that is too short',
      [{ ...HOSTS[0], rdma: [null] }, HOSTS[1]],
      ['7 0.rdma: 1 entries for 2 hosts; rdma has one for each, and null for the host itself'],
    ],
    [
      'a device towards itself',
      { hosts: [HOSTS[0], { ...HOSTS[1], rdma: ['rdma_en3', 'rdma_en4'] }] },
      ['20 hosts.1.rdma.1: mac2 has a device towards itself; write null'],
    ],
    [
      'a device that the backend needs and that is not there',
      { backend: 'jaccl', hosts: [{ ...HOSTS[0], rdma: [null, null] }, HOSTS[1]] },
      ['11 hosts.0.rdma.1: no device of admin@mac1.local towards mac2, which jaccl needs'],
    ],
    [
      'no devices for a backend of RDMA',
      { backend: 'jaccl-ring', hosts: [{ ...HOSTS[0], rdma: [] }, HOSTS[1]] },
      ['9 hosts.0.rdma: 0 entries for 2 hosts; rdma has one for each, and null for the host itself'],
    ],
    [
      'no addresses for the ring',
      { backend: 'ring', hosts: [{ ssh: 'a' }] },
      ['4 hosts.0: the ring backend needs ips of every host'],
    ],
  ])('is refused with the line of the mistake: %s', (_what, value, said) => {
    expect(refused(value)).toEqual(said)
  })

  it('that breaks off is refused with the line where it does', () => {
    expect(refused('{"hosts": [\n{"ssh": "a"},\n')[0]).toMatch(/^[23] : not readable as YAML/)
  })
})
