import type { Finding } from '../words.js'

/** The one refusal that stands for good: no work order and no danger, since nothing is broken and nobody can mend it. */
export function unsupported(mac: string, because: string): Finding {
  return {
    mac,
    danger: 'note',
    what: `RDMA on ${mac} is unsupported (hardware), and nothing waits for it`,
    cause: `RDMA needs Thunderbolt 5: ${because}, whatever \`rdma_ctl status\` says there (mlx#3777)`,
    remedy: 'It serves in a ring over TCP (backend: ring) or by itself; RDMA takes another Mac',
  }
}
