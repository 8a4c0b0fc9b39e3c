import { z } from 'zod'
import { seen } from '../words.js'
import { rdmaHistory } from './history.js'

export const VERDICTS = ['unsupported', 'disabled', 'enabled, peer silent', 'active'] as const

/** On its way: what a person, a restart and the Mac at the other end still have to bring. */
export const RDMA_STATES = [
  ...(['unsupported', 'disabled', 'awaiting hands', 'awaiting reboot'] as const),
  ...(['enabled, peer silent', 'active'] as const),
] as const
export type RdmaState = (typeof RDMA_STATES)[number]

export const rdmaPort = z.strictObject({
  receptacle: z.number(),
  device: z.string().nullable(),
  state: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  reason: z.string(),
})
export type RdmaPort = z.infer<typeof rdmaPort>

export const rdmaObserved = z.strictObject({
  /** Where it stands, seen from what the lab wants of it. */
  state: seen(z.enum(RDMA_STATES)),
  /** `rdma_ctl status`; absent before macOS 26.2. */
  status: seen(z.enum(['enabled', 'disabled', 'absent'])),
  /** The bit in NVRAM, which the next start goes by; null when it was never set. */
  nvram: seen(z.enum(['enabled', 'disabled']).nullable()),
  ports: seen(z.array(rdmaPort)),
  /** How far it has come in this lab, as the Mac's own record says; null while it was never on. */
  history: seen(rdmaHistory.nullable()),
  /** A Thunderbolt 4 Mac can never do RDMA, whatever rdma_ctl says. */
  supported: seen(z.boolean()),
  macos: seen(z.string()),
  laptop: seen(z.boolean()),
  /** With FileVault on, the restart out of recoveryOS ends at a locked Mac. */
  fileVault: seen(z.enum(['on', 'off', 'converting'])),
})
export type RdmaObserved = z.infer<typeof rdmaObserved>
