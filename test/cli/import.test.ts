import { describe, expect, it } from 'vitest'
import { labLines } from '../../src/cli/wiring/import.js'
import { parseLaunchFile, type ReadLaunchFile } from '../../src/lab/launch-file.js'
import { parseLab } from '../../src/lab/parse.js'

const lines = (file: unknown) => labLines(parseLaunchFile(JSON.stringify(file), 'hosts.json'), 'hosts.json')
/** What a person writes into the marked places. */
const filled = (text: string) => parseLab(text.replaceAll('SHA256:…', `SHA256:${'a'.repeat(43)}`), 'lab.yaml')

describe('a host file of MLX becomes lines of a lab file', () => {
  const RDMA: Partial<ReadLaunchFile> = {
    backend: 'jaccl',
    envs: ['MLX_METAL_FAST_SYNCH=1'],
    hosts: [
      { ssh: 'admin@mac1.local', ips: ['10.0.0.11'], rdma: [null, ['rdma_en5', 'rdma_en2'], 'rdma_en4'] },
      { ssh: 'mac2.local', ips: ['10.0.0.12'], rdma: [['rdma_en5', 'rdma_en7'], null, 'rdma_en3'] },
      { ssh: 'mac3.local', ips: [], rdma: ['rdma_en4', 'rdma_en3', null] },
    ],
  }

  it('with Macs, cables and RDMA, that are a lab once the host keys are there', () => {
    const lab = filled(lines(RDMA))
    expect(lab.rdma).toBe('enabled')
    expect(lab.links.map(({ between }) => between.join(' <-> '))).toEqual([
      'mac1:4 <-> mac2:4',
      'mac1:1 <-> mac2:6',
      'mac1:3 <-> mac3:3',
      'mac2:2 <-> mac3:2',
    ])
    expect(lab.macs['mac1']).toMatchObject({ address: 'mac1.local', user: 'admin', ethernet: '10.0.0.11' })
    expect(lab.macs['mac3']?.ethernet).toBeUndefined()
  })

  it('and says what it had to assume, and what belongs elsewhere', () => {
    const text = lines(RDMA)
    expect(text).toContain('# receptacles as of a Mac Studio or Mac mini, where en2 is the first')
    expect(text).toContain('# under `environment` of a deployment: MLX_METAL_FAST_SYNCH=1')
  })

  it('with a cable left open where a device is of no such Mac', () => {
    const hosts = [
      { ssh: 'a', rdma: [null, 'rdma_en1'] },
      { ssh: 'b', rdma: ['rdma_en2', null] },
    ]
    expect(lines(hosts)).toContain('# - a:? <-> b:1  from rdma_en1 and rdma_en2')
  })

  it('with links over Ethernet, where it names no backend and no devices', () => {
    const lab = filled(
      lines([
        { ssh: '10.0.0.1', ips: ['10.0.0.1'] },
        { ssh: 'b', ips: ['10.0.0.2'] },
      ]),
    )
    expect(lab.links).toEqual([{ between: ['mac-1:ethernet', 'b:ethernet'] }])
    expect(lab.macs['mac-1']?.ethernet).toBe('10.0.0.1')
  })

  it('with the cables of a TCP ring named and their receptacles left open', () => {
    const text = lines({
      backend: 'ring',
      hosts: [
        { ssh: 'a', ips: ['192.168.0.1', '192.168.0.5'] },
        { ssh: 'b', ips: ['192.168.0.2', '192.168.0.6'] },
      ],
    })
    expect(text).toContain('# 2 cables between a and b: `macloom look` shows the receptacles')
    expect(filled(text).links).toEqual([])
  })
})
