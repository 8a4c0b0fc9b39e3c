import { describe, expect, it } from 'vitest'
import { devicesFile, launchFile, ringFile } from '../../src/mlx/host-file.js'

// Expected texts: Python 3.11's json.dumps of the same values, as mlx 0.32.4 writes them: distributed_config with indent=4.
describe('the host files of MLX', () => {
  it('are byte for byte what mlx.launch reads: the file for the launcher', () => {
    const text = launchFile({
      backend: 'jaccl',
      envs: ['KEY=VALUE'],
      hosts: [
        { ssh: 'mac1.local', ips: ['10.0.0.11'], rdma: [null, 'rdma_en5'] },
        { ssh: 'mäc2.local', ips: ['10.0.0.12'], rdma: [['rdma_en5', 'rdma_en6'], null] },
      ],
    })
    const host = (ssh: string, ip: string, rdma: string) =>
      `        {\n            "ssh": "${ssh}",\n            "ips": [\n                "${ip}"\n            ],\n            "rdma": [\n${rdma}\n            ]\n        }`
    const blank = ' '.repeat(16)
    const second = `${blank}[\n${blank}    "rdma_en5",\n${blank}    "rdma_en6"\n${blank}],\n${blank}null`
    expect(text).toBe(
      `{\n    "backend": "jaccl",\n    "envs": [\n        "KEY=VALUE"\n    ],\n    "hosts": [\n` +
        `${host('mac1.local', '10.0.0.11', `${blank}null,\n${blank}"rdma_en5"`)},\n` +
        `${host('m\\u00e4c2.local', '10.0.0.12', second)}\n    ]\n}`,
    )
  })

  it('give each rank its addresses and ports, one per cable to its neighbour', () => {
    const ranks = [
      { addresses: ['192.168.0.1', '192.168.1.1'], port: 32323 },
      { addresses: ['192.168.0.2', '192.168.1.2'], port: 32325 },
    ]
    expect(ringFile(ranks)).toBe(
      '[["192.168.0.1:32323", "192.168.1.1:32324"], ["192.168.0.2:32325", "192.168.1.2:32326"]]',
    )
  })

  it('hold the matrix of RDMA devices', () => {
    const rows = [
      [null, 'rdma_en5'],
      ['rdma_en3', null],
    ]
    expect(devicesFile(rows)).toBe('[[null, "rdma_en5"], ["rdma_en3", null]]')
  })

  it('are refused when a host has a device towards itself, where MLX says only "malformed"', () => {
    const hosts = [{ ssh: 'a', ips: [], rdma: ['rdma_en5'] }]
    expect(() => launchFile({ backend: 'jaccl', envs: [], hosts })).toThrow('host a: rdma needs a cell per host')
  })
})
