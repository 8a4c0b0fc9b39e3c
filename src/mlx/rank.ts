/** What the ranks of one deployment are started with; the same on every Mac, only `MLX_RANK` differs. */
export interface RankPlan {
  readonly backend: 'ring'
  readonly strategy: 'tensor' | 'pipeline'
  readonly size: number
  /** Where rank 0 serves. */
  readonly host: string
  readonly port: number
  /** Added by the lab file. */
  readonly environment: Readonly<Record<string, string>>
}

/** Where the files of a deployment lie on every Mac. May hold shell variables: the wrapper expands them. */
export interface RankPlaces {
  readonly jobs: string
  readonly run: string
  readonly model: string
  readonly scratch: string
}

/**
 * The environment of a rank. MLX needs `MLX_RANK` and `MLX_HOSTFILE` for the ring and reads nothing else; a rank without
 * them would serve alone as a group of one, so our own program checks `MACLOOM_SIZE` against the group it joined.
 */
export function rankEnvironment(plan: RankPlan, places: RankPlaces, rank: string): Readonly<Record<string, string>> {
  return {
    MLX_RANK: rank,
    ...(plan.size > 1 && { MLX_HOSTFILE: `${places.jobs}/hosts.json` }),
    HF_HUB_OFFLINE: '1',
    HF_HOME: places.scratch,
    PYTHONUNBUFFERED: '1',
    MACLOOM_BACKEND: plan.backend,
    MACLOOM_SIZE: String(plan.size),
    MACLOOM_RUN: places.run,
  }
}

/** The arguments of `mlx_lm.server` (0.30.6 and later). Tensor parallel is its default under a group. */
export function serverArguments(plan: RankPlan, places: RankPlaces): readonly string[] {
  const { host, port, strategy } = plan
  const split = strategy === 'pipeline' && plan.size > 1 ? ['--pipeline'] : []
  return ['--model', places.model, '--host', host, '--port', String(port), ...split]
}

/** The ports that a rank binds, rank 0 the endpoint's first. */
export function portsOf(
  plan: {
    readonly port: number
    readonly ranks: readonly { readonly addresses: readonly string[]; readonly port: number }[]
  },
  rank: number,
): readonly number[] {
  const own = plan.ranks[rank]
  const ring = own === undefined || plan.ranks.length === 1 ? [] : own.addresses.map((_, i) => own.port + i)
  return rank === 0 ? [plan.port, ...ring] : ring
}
