import type { Geometry } from '../lab/lock-schema.js'
import { architectureOf } from '../mlx/architectures.js'
import { compareVersions } from '../mlx/versions.js'

export interface StrategyQuestion {
  readonly asked: 'tensor' | 'pipeline' | 'auto'
  readonly geometry: Geometry
  readonly ranks: number
  /** null when the deployment runs stand-ins and no mlx-lm. */
  readonly mlxLm: string | null
}

export type StrategyAnswer =
  { readonly strategy: 'tensor' | 'pipeline'; readonly reason: string } | { readonly refused: string }

/** How a model is split over its ranks, with the reason in one line; or why it cannot be, with the ways out. */
export function chooseStrategy(question: StrategyQuestion): StrategyAnswer {
  const { asked, ranks, geometry } = question
  if (ranks === 1) return { strategy: 'tensor', reason: 'whole on one Mac' }
  const against = { tensor: againstTensor(question), pipeline: againstPipeline(question) }
  const order = asked === 'auto' ? (['tensor', 'pipeline'] as const) : [asked]
  const strategy = order.find((one) => against[one] === null)
  if (strategy === undefined) return { refused: refusal(question, against) }
  const chosen =
    strategy === 'tensor' ? `which ${geometry.modelType} can be` : `and not by tensor: ${against.tensor ?? ''}`
  const why = asked === 'auto' ? chosen : 'as the lab file asks'
  return { strategy, reason: `split by ${strategy} over ${ranks} ranks, ${why}` }
}

/** Why a model cannot be split by tensors over so many ranks; null when it can. */
function againstTensor({ geometry, ranks, mlxLm }: StrategyQuestion): string | null {
  const { tensor, repeatsKvHeads } = architectureOf(geometry.modelType)
  const support = unsupported('tensor', tensor, geometry.modelType, mlxLm)
  if (support !== null) return support
  const uneven = geometry.splits.filter(({ what, count }) => {
    const repeated = what === 'key-value heads' && repeatsKvHeads === true && ranks % count === 0
    return count % ranks !== 0 && !repeated
  })
  const list = uneven.map(({ what, count }) => `${count} ${what}`).join(' and ')
  return uneven.length === 0 ? null : `its ${list} do not divide by ${ranks}`
}

/** mlx-lm up to 0.31.3 loses layers in uneven pipelines (lm#1688, lm#1816); 0.32.2 takes them. */
const UNEVEN_PIPELINE = '0.32.2'

function againstPipeline({ geometry, ranks, mlxLm }: StrategyQuestion): string | null {
  const { pipeline } = architectureOf(geometry.modelType)
  const support = unsupported('pipeline', pipeline, geometry.modelType, mlxLm)
  if (support !== null) return support
  if (!geometry.hasIndex) return 'it has no model.safetensors.index.json, which a pipeline load needs'
  if (geometry.layers < ranks) return `it has only ${geometry.layers} layers`
  const uneven = geometry.layers % ranks !== 0
  if (!uneven || mlxLm === null || compareVersions(mlxLm, UNEVEN_PIPELINE) >= 0) return null
  return `its ${geometry.layers} layers do not divide by ${ranks}, and mlx-lm before ${UNEVEN_PIPELINE} loses layers then`
}

function unsupported(strategy: string, since: string | null, modelType: string, mlxLm: string | null): string | null {
  if (since === null) return `mlx-lm has no ${strategy} split for ${modelType} that this version knows of`
  if (mlxLm === null || compareVersions(mlxLm, since) >= 0) return null
  return `mlx-lm has a ${strategy} split for ${modelType} from ${since} on, and the lab has ${mlxLm}`
}

function refusal(question: StrategyQuestion, against: Record<'tensor' | 'pipeline', string | null>): string {
  const { asked, ranks, geometry } = question
  const reasons =
    asked === 'auto'
      ? [`tensor: ${against.tensor ?? ''}`, `pipeline: ${against.pipeline ?? ''}`]
      : [against[asked] ?? '']
  return `${geometry.modelType} cannot be split over ${ranks} Macs: ${reasons.join('; ')}; ${waysOut(question, against)}`
}

function waysOut(question: StrategyQuestion, against: Record<'tensor' | 'pipeline', string | null>): string {
  const { asked, ranks } = question
  const other = (['tensor', 'pipeline'] as const).find(
    (one) => one !== asked && asked !== 'auto' && against[one] === null,
  )
  const counts = [2, 3, 4, 5, 6, 7, 8].filter(
    (count) => count !== ranks && againstTensor({ ...question, ranks: count }) === null,
  )
  const ways = [
    ...(other === undefined ? [] : [`take strategy ${other}`]),
    ...(counts.length === 0 ? [] : [`tensor works over ${counts.join(', ')} Macs`]),
    'name one Mac if it is large enough',
  ]
  return ways.join(', or ')
}
