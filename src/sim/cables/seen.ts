import { z } from 'zod'
import { run } from './programs.js'

/** An interface as the kernel has it. */
export interface SeenPort {
  readonly kind: string | null
  readonly ether: string | null
  readonly up: boolean
  readonly bridge: string | null
  readonly addresses: readonly string[]
  /** The name that a cable of ours has at both ends. */
  readonly cable: string | null
  readonly megabits: number | null
}

const address = z.object({ family: z.string(), local: z.string().optional(), prefixlen: z.number() })
const links = z.array(
  z.object({
    ifname: z.string(),
    ifalias: z.string().optional(),
    address: z.string().optional(),
    master: z.string().optional(),
    flags: z.array(z.string()),
    linkinfo: z.object({ info_kind: z.string().optional() }).optional(),
    addr_info: z.array(address).default([]),
  }),
)
const disciplines = z.array(
  z.object({ kind: z.string(), dev: z.string(), options: z.object({ rate: z.number().optional() }).optional() }),
)
const counters = z.tuple([
  z.object({ stats64: z.object({ rx: z.object({ bytes: z.number() }), tx: z.object({ bytes: z.number() }) }) }),
])

/** Every interface of a namespace but loopback. */
export async function seenPorts(namespace: string): Promise<ReadonlyMap<string, SeenPort>> {
  const shown = links.parse(JSON.parse(await run('ip', ['-n', namespace, '-d', '-j', 'address', 'show'])))
  const queues = disciplines.parse(JSON.parse((await run('tc', ['-n', namespace, '-j', 'qdisc', 'show'])) || '[]'))
  const rates = new Map(queues.flatMap(({ kind, dev, options }) => (kind === 'tbf' ? [[dev, options?.rate ?? 0]] : [])))
  const ports = shown.filter(({ ifname }) => ifname !== 'lo')
  return new Map(ports.map((port) => [port.ifname, seenPort(port, rates.get(port.ifname))]))
}

function seenPort(link: z.infer<typeof links>[number], rate: number | undefined): SeenPort {
  const inet = link.addr_info.filter(({ family, local }) => family === 'inet' && local !== undefined)
  return {
    ...{ kind: link.linkinfo?.info_kind ?? null, ether: link.address ?? null, up: link.flags.includes('UP') },
    ...{ bridge: link.master ?? null, cable: link.ifalias ?? null },
    addresses: inet.map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    // tc says it in bytes a second.
    megabits: rate === undefined ? null : Math.round((rate * 8) / 1e6),
  }
}

/** Bytes that went through an interface since it came to be, as the kernel counted them. */
export interface Bytes {
  readonly received: number
  readonly sent: number
}

export async function seenBytes(namespace: string, device: string): Promise<Bytes> {
  const text = await run('ip', ['-n', namespace, '-s', '-j', 'link', 'show', 'dev', device])
  const [{ stats64 }] = counters.parse(JSON.parse(text))
  return { received: stats64.rx.bytes, sent: stats64.tx.bytes }
}
