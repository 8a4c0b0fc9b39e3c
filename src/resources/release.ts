import type { CommonInputs, Kind, Writers } from './kind.js'
import { forgetting, standing, tellAll } from './operation.js'
import { isPassed, outOfReach } from './reach.js'

/** Who gives back, and the Macs that will never answer again. */
export interface Giving {
  readonly urn: string
  readonly gone: readonly string[]
}

/**
 * Gives the Macs back as they were found. A claim that another resource has taken over is left alone: success, no tell.
 * Of a resource on several Macs those are given back that are not gone for good, and those that it no longer names and
 * that still hold something of it.
 */
export async function release<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Writers,
  inputs: I,
  observed: S,
  { urn, gone }: Giving,
): Promise<void> {
  const all = kind.macs(inputs)
  const id = kind.id(inputs)
  const left =
    kind.apart === true
      ? []
      : await holders(
          macs,
          macs.names.filter((name) => !all.includes(name)),
          id,
          urn,
        )
  const names = [...all, ...left].filter((name) => !gone.includes(name))
  if (names.length === 0 && all.length > 0) return
  if (kind.apart === true) return releaseApart(kind, macs, inputs, observed, { names, id, urn })
  const { claims } = await standing(macs, names, id)
  if (names.length > 0 && claims.some((claim) => claim !== null && claim.urn !== urn)) return
  await kind.release(macs, inputs, observed, names)
  if (kind.name !== 'Mac') await tellAll(macs, names, forgetting(id))
}

/**
 * Macs that the resource no longer names and that still hold it for us. One that cannot be asked now is passed over: its
 * own Mac resource goes last, and stops and removes what it then finds.
 */
async function holders(macs: Writers, names: readonly string[], id: string, urn: string): Promise<string[]> {
  const looks = names.map(async (name) => {
    try {
      const { claims } = await standing(macs, [name], id)
      return claims.some((claim) => claim?.urn === urn) ? [name] : []
    } catch (error) {
      if (!isPassed(error)) throw error
      return []
    }
  })
  return (await Promise.all(looks)).flat()
}

/** A Mac that is silent keeps what means nothing by itself; the others must not be held by it, nor all they still have. */
async function releaseApart<I extends CommonInputs, S>(
  kind: Kind<I, S>,
  macs: Writers,
  inputs: I,
  observed: S,
  { names, id, urn }: { readonly names: readonly string[]; readonly id: string; readonly urn: string },
): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      try {
        const { claims } = await standing(macs, [name], id)
        if (claims.every((claim) => claim?.urn !== urn)) return
        await kind.release(macs, inputs, observed, [name])
        await tellAll(macs, [name], forgetting(id))
      } catch (error) {
        if (!outOfReach(error)) throw error
      }
    }),
  )
}
