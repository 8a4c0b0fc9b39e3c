import type { CommonInputs, Kind, Writers } from './kind.js'
import { forgetting, standing, tellAll } from './operation.js'
import { outOfReach } from './reach.js'

/** Who gives back, and the Macs that will never answer again. */
export interface Giving {
  readonly urn: string
  readonly gone: readonly string[]
}

/**
 * Gives the Macs back as they were found. A claim that another resource has taken over is left alone: success, no tell.
 * Of a resource on several Macs those are given back that are not gone for good.
 */
export async function release<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Writers,
  inputs: I,
  observed: S,
  { urn, gone }: Giving,
): Promise<void> {
  const all = kind.macs(inputs)
  const names = all.filter((name) => !gone.includes(name))
  if (names.length === 0 && all.length > 0) return
  const id = kind.id(inputs)
  if (all.length > 1 && kind.narrow === undefined) return forgetWherePossible(macs, names, id, urn)
  const { claims } = await standing(macs, names, id)
  if (names.length > 0 && claims.some((claim) => claim !== null && claim.urn !== urn)) return
  await kind.release(macs, kind.narrow?.(inputs, names) ?? inputs, observed)
  if (kind.name !== 'Mac') await tellAll(macs, names, forgetting(id))
}

/** A Mac that is silent keeps a claim that means nothing; the others must not be held by it, nor all they still have. */
async function forgetWherePossible(macs: Writers, names: readonly string[], id: string, urn: string): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      try {
        const { claims } = await standing(macs, [name], id)
        if (claims.some((claim) => claim?.urn === urn)) await tellAll(macs, [name], forgetting(id))
      } catch (error) {
        if (!outOfReach(error)) throw error
      }
    }),
  )
}
