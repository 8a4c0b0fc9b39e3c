import { z } from 'zod'
import { canonical } from './digest.js'
import type { CommonInputs, Kind } from './kind.js'
import { ready, type Outputs } from './words.js'

type Stored = Readonly<Record<string, unknown>>

const OUTPUTS: ReadonlySet<string> = new Set([
  'schema',
  'observed',
  'claimed',
  'ready',
  'workOrders',
  'findings',
] satisfies (keyof Outputs<unknown>)[])

/** Outputs together with the inputs they were made for, each under its own name: so the engine keeps secrets secret. */
export function withDeclared(inputs: CommonInputs, outputs: Outputs<unknown>): object {
  const { needs: _, ...declared } = inputs
  return { ...declared, ...outputs }
}

/**
 * The inputs as they were last declared. A refresh leaves in the state what the Macs have (that is what drift looks like
 * in a preview), and Read and Delete would go by that: they need the declared ones, which stand among the outputs. What
 * is not such an image of the Macs comes from the program and is taken as it is. Throws on inputs that are not valid.
 */
export function declaredInputs<I extends CommonInputs>(
  kind: Kind<I, unknown>,
  inputs: Stored,
  stored: Stored,
  observed: unknown,
): I {
  const own = Object.entries(stored).filter(([key]) => !OUTPUTS.has(key))
  const kept = kind.inputs.safeParse({ ...Object.fromEntries(own), needs: inputs['needs'] ?? [] })
  if (kept.success && observed !== null && sameBut(kind.mirror(kept.data, observed), inputs)) return kept.data
  return kind.inputs.parse(inputs)
}

/** The readiness that stored inputs were declared with. */
export function storedNeeds(inputs: Stored): CommonInputs['needs'] {
  const needs = z.array(ready).safeParse(inputs['needs'])
  return needs.success ? needs.data : []
}

function sameBut(mirrored: CommonInputs, inputs: Stored): boolean {
  return canonical({ ...mirrored, needs: null }) === canonical({ ...inputs, needs: null })
}
