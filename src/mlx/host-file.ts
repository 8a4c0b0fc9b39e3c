/** The device of a rank towards another one; several names where several cables run in parallel (jaccl-ring only). */
export type RdmaCell = string | readonly string[] | null

export interface LaunchHost {
  readonly ssh: string
  readonly ips: readonly string[]
  /** Device towards host j at place j, null towards itself; empty where no RDMA is used. */
  readonly rdma: readonly RdmaCell[]
}

export interface LaunchFile {
  readonly backend: 'ring' | 'jaccl' | 'jaccl-ring' | ''
  /** `NAME=value`. */
  readonly envs: readonly string[]
  readonly hosts: readonly LaunchHost[]
}

/**
 * The host file of `mlx.launch` and `mlx_lm.share` (object form, mlx 0.30.6 and later), byte for byte as
 * `mlx.distributed_config` writes what `Hostfile.to_json` gives: four blanks a level, no end of line.
 */
export function launchFile({ backend, envs, hosts }: LaunchFile): string {
  for (const [i, { ssh, rdma }] of hosts.entries()) {
    if (rdma.length !== 0 && (rdma.length !== hosts.length || rdma[i] !== null)) {
      // mlx.launch says only "Malformed hostfile for jaccl backend".
      throw new RangeError(`host ${ssh}: rdma needs a cell per host and null for itself`)
    }
  }
  return ascii(
    JSON.stringify({ backend, envs, hosts: hosts.map(({ ssh, ips, rdma }) => ({ ssh, ips, rdma })) }, null, 4),
  )
}

/**
 * What `MLX_HOSTFILE` points at: the `address:port` strings each rank listens on, one per cable to its next neighbour.
 * Ports of a rank count up from its first, as mlx.launch counts them over all ranks.
 */
export function ringFile(ranks: readonly { readonly addresses: readonly string[]; readonly port: number }[]): string {
  return pythonJson(ranks.map(({ addresses, port }) => addresses.map((address, i) => `${address}:${port + i}`)))
}

/** What `MLX_IBV_DEVICES` points at: row i has the devices of rank i. */
export function devicesFile(rows: readonly (readonly RdmaCell[])[]): string {
  return pythonJson(rows)
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** JSON byte for byte as Python's `json.dumps` writes it: a space after commas and colons, ASCII only. */
function pythonJson(value: Json): string {
  if (typeof value === 'string') return ascii(JSON.stringify(value))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`
  const pairs = Object.entries(value).map(([key, inner]) => `${pythonJson(key)}: ${pythonJson(inner)}`)
  return `{${pairs.join(', ')}}`
}

/** Python's json writes what is printable in ASCII. */
function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}
