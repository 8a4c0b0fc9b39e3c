import { z } from 'zod'
import { seen } from '../words.js'

export const VERDICTS = ['unsupported', 'disabled', 'enabled, peer silent', 'active'] as const

export const rdmaPort = z.strictObject({
  receptacle: z.number(),
  device: z.string().nullable(),
  state: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  reason: z.string(),
})
export type RdmaPort = z.infer<typeof rdmaPort>

export const rdmaObserved = z.strictObject({
  /** `rdma_ctl status`; absent before macOS 26.2. */
  status: seen(z.enum(['enabled', 'disabled', 'absent'])),
  /** The bit in NVRAM, which the next start goes by; null when it was never set. */
  nvram: seen(z.enum(['enabled', 'disabled']).nullable()),
  ports: seen(z.array(rdmaPort)),
  /** A Thunderbolt 4 Mac can never do RDMA, whatever rdma_ctl says. */
  supported: seen(z.boolean()),
  macos: seen(z.string()),
  laptop: seen(z.boolean()),
  /** With FileVault on, the restart out of recoveryOS ends at a locked Mac. */
  fileVault: seen(z.enum(['on', 'off', 'converting'])),
})
export type RdmaObserved = z.infer<typeof rdmaObserved>
