import { z } from 'zod'
import { endText, labCable, labLink } from './link-schema.js'
import { labDeployment, labModel } from './schema.js'

/**
 * The parts of a lab file that are right by themselves, so that one mistake does not hide the next. Names are all that
 * stand in the file, so that a Mac with a wrong key is not reported as missing too.
 */
export interface Pieces {
  /** Model identifiers by Mac, as far as the file has them. */
  readonly hardware: ReadonlyMap<string, string>
  readonly links: ReadonlyMap<number, z.infer<typeof labLink>>
  /** Places of links that name Wi-Fi. */
  readonly wifi: ReadonlySet<number>
  readonly cables: ReadonlyMap<string, z.infer<typeof labCable>>
  /** What the Macs have as `ethernet` or, without that, as `address`. */
  readonly ethernet: ReadonlyMap<string, string>
  readonly models: ReadonlyMap<string, z.infer<typeof labModel>>
  readonly deployments: ReadonlyMap<string, z.infer<typeof labDeployment>>
  /** What every deployment and command names, whatever else is wrong with it. */
  readonly named: {
    readonly deployments: ReadonlyMap<
      string,
      {
        readonly model: string | undefined
        readonly macs: readonly string[]
        readonly replicas: readonly string[]
        /** Which of the two lists the file has, right or wrong. */
        readonly given: readonly ('macs' | 'replicas')[]
        readonly whenAway: boolean
        readonly standIn: boolean
      }
    >
    readonly commands: ReadonlyMap<string, string | readonly string[]>
  }
  /** Macs that may leave, and Macs of EC2. */
  readonly optional: ReadonlySet<string>
  readonly ec2: ReadonlySet<string>
  /** `rdma: enabled`. */
  readonly rdma: boolean
  readonly gone: readonly string[]
  /** Names of Macs by wave. */
  readonly waves: readonly (readonly string[])[]
  readonly leaving: readonly string[]
  readonly hasRuntime: boolean
  readonly names: Readonly<Record<'macs' | 'models' | 'cables', readonly string[]>>
}

/** Never throws, whatever the file holds. */
export function piecesOf(data: unknown): Pieces {
  const lab = record(data)
  const macs = record(lab['macs'])
  return {
    hardware: new Map(Object.keys(macs).flatMap((mac) => each(mac, text(record(macs[mac])['model'])))),
    links: linksIn(lab['links']),
    wifi: new Set(listed(lab['links']).flatMap((link, index) => (namesWifi(link) ? [index] : []))),
    cables: valid(labCable, lab['cables']),
    ethernet: new Map(Object.keys(macs).flatMap((mac) => each(mac, ethernetOf(record(macs[mac]))))),
    models: valid(labModel, lab['models']),
    deployments: valid(labDeployment, lab['deployments']),
    named: {
      deployments: new Map(Object.entries(record(lab['deployments'])).map(([name, one]) => [name, named(one)])),
      commands: new Map(Object.entries(record(lab['commands'])).map(([name, one]) => [name, on(record(one)['on'])])),
    },
    waves: z.array(z.array(z.string()).catch([])).catch([]).parse(record(lab['os'])['waves']),
    optional: new Set(Object.keys(macs).filter((mac) => record(macs[mac])['optional'] === true)),
    ec2: new Set(Object.keys(macs).filter((mac) => record(macs[mac])['ec2'] === true)),
    rdma: lab['rdma'] === 'enabled',
    gone: z.array(z.string()).catch([]).parse(lab['gone']),
    leaving: z.array(z.string()).catch([]).parse(lab['leaving']),
    hasRuntime: lab['mlx'] !== undefined && lab['mlx'] !== null,
    names: {
      macs: Object.keys(macs),
      models: Object.keys(record(lab['models'])),
      cables: Object.keys(record(lab['cables'])),
    },
  }
}

const ends = z.array(endText).length(2)

// A link with a wrong key still says which two ends it joins.
function linksIn(section: unknown): Map<number, z.infer<typeof labLink>> {
  return new Map(
    listed(section).flatMap((value, index): [number, z.infer<typeof labLink>][] => {
      const result = labLink.safeParse(value)
      if (result.success) return [[index, result.data]]
      const joined = ends.safeParse(record(value)['between'])
      return joined.success ? [[index, { between: joined.data }]] : []
    }),
  )
}

const WIFI = /^(wi-?fi|wlan|airport)$/i

/** Whether a link, right or wrong otherwise, is meant to go over Wi-Fi. */
function namesWifi(link: unknown): boolean {
  const { between, kind } = record(link)
  const written = [...(typeof link === 'string' ? link.split('<->') : listed(between)), kind]
  return written.some((one) => typeof one === 'string' && WIFI.test(one.split(':').at(-1)?.trim() ?? ''))
}

function ethernetOf({ ethernet, address }: Record<string, unknown>): string | undefined {
  return [ethernet, address].find((one) => typeof one === 'string' && z.ipv4().safeParse(one).success) as
    string | undefined
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function named(value: unknown) {
  const { model, macs, replicas, whenAway, standIn } = record(value)
  const names = (list: unknown) => (Array.isArray(list) ? list.map((mac) => text(mac) ?? '') : [])
  const given = (['macs', 'replicas'] as const).filter((key) => record(value)[key] !== undefined)
  const said = { given, whenAway: whenAway !== undefined, standIn: standIn === true }
  return { model: text(model), macs: names(macs), replicas: names(replicas), ...said }
}

function on(value: unknown): string | readonly string[] {
  return Array.isArray(value) ? value.map((mac) => text(mac) ?? '') : (text(value) ?? '')
}

/** A text that could be a name; what could not has a remark of its own. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w,-]+$/.test(value) ? value : undefined
}

function each(key: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[key, value]]
}

function valid<T extends z.ZodType>(schema: T, section: unknown): Map<string, z.infer<T>> {
  const entries = Object.entries(record(section)).flatMap(([name, value]): [string, z.infer<T>][] => {
    const result = schema.safeParse(value)
    return result.success ? [[name, result.data]] : []
  })
  return new Map(entries)
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
