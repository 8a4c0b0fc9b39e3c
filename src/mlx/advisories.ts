import { compareVersions } from './versions.js'

/** One known defect of a version range: `from` inclusive, `until` exclusive, null = not known to be fixed. */
export interface Advisory {
  readonly package: 'mlx' | 'mlx-lm'
  readonly from: string
  readonly until: string | null
  /** It concerns only uses with all of these; empty = every use over several Macs. */
  readonly when: {
    readonly backend?: 'ring' | 'jaccl' | 'jaccl-ring'
    readonly strategy?: 'tensor' | 'pipeline'
    readonly environment?: string
  }
  readonly danger: 'note' | 'warning' | 'danger'
  readonly what: string
  readonly cause: string
  readonly remedy: string
  readonly source: string
}

/** How a deployment would use MLX, over more than one Mac. */
export interface MlxUse {
  readonly mlx: string
  readonly mlxLm: string
  readonly backend: 'ring' | 'jaccl' | 'jaccl-ring'
  readonly strategy: 'tensor' | 'pipeline'
  readonly environment: Readonly<Record<string, string>>
}

export const ADVISORIES: readonly Advisory[] = [
  {
    package: 'mlx',
    from: '0.32.1',
    until: '0.32.3',
    when: { backend: 'jaccl-ring' },
    danger: 'danger',
    what: 'all_gather over jaccl-ring returns wrong data',
    cause: 'both directions of the ring send the same half of each rank’s data',
    remedy: 'take mlx 0.32.3 or later, or another backend',
    source: 'mlx#4443',
  },
  {
    package: 'mlx-lm',
    from: '0.30.6',
    until: null,
    when: {},
    danger: 'note',
    what: 'concurrent requests or another model name in a request can end the whole group',
    cause: 'the ranks then disagree about what to load or generate',
    remedy: 'send one request at a time, with the model name of the deployment',
    source: 'lm#1737, lm#1748',
  },
  {
    package: 'mlx-lm',
    from: '0.30.6',
    until: '0.32.2',
    when: {},
    danger: 'warning',
    what: '/health says ok after the generation thread has died',
    cause: 'the HTTP server lives on without the thread that generates',
    remedy: 'trust the proof of the deployment, a generated token, and not /health',
    source: 'lm#1505, lm#1791',
  },
  {
    package: 'mlx',
    from: '0.30.1',
    until: null,
    when: { environment: 'MLX_METAL_FAST_SYNCH' },
    danger: 'warning',
    what: 'MLX_METAL_FAST_SYNCH can stall the GPU until the Mac is rebooted',
    cause: 'the fast synchronisation of CPU and GPU can deadlock',
    remedy: 'leave MLX_METAL_FAST_SYNCH out unless its gain has been measured on these Macs',
    source: 'mlx#3142, mlx#3830',
  },
  {
    package: 'mlx',
    from: '0.30.1',
    until: null,
    when: { backend: 'ring', strategy: 'tensor' },
    danger: 'note',
    what: 'tensor parallel over TCP is slower than a single Mac',
    cause:
      'each layer waits for two exchanges of about 0.3 ms per hop (derived from measured figures, not measured here)',
    remedy:
      'take strategy pipeline where the model has it, or RDMA once it can be deployed; for one Mac’s worth of weights, one Mac',
    source: 'facts of mlx 0.30 to 0.32: lm#698, mlx#3142',
  },
]

/** The advisories that concern this use, most dangerous first. */
export function advisoriesFor(use: MlxUse): Advisory[] {
  const order = ['danger', 'warning', 'note']
  return ADVISORIES.filter((advisory) => concerns(advisory, use)).sort(
    (a, b) => order.indexOf(a.danger) - order.indexOf(b.danger),
  )
}

function concerns({ package: name, from, until, when }: Advisory, use: MlxUse): boolean {
  const version = name === 'mlx' ? use.mlx : use.mlxLm
  return (
    compareVersions(version, from) >= 0 &&
    (until === null || compareVersions(version, until) < 0) &&
    (when.backend === undefined || when.backend === use.backend) &&
    (when.strategy === undefined || when.strategy === use.strategy) &&
    (when.environment === undefined || when.environment in use.environment)
  )
}
