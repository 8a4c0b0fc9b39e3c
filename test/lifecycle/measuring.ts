import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { LinkMeasurementInputs, MeasuredLink } from '../../src/resources/link-measurement/inputs.js'
import { findPython } from '../../tools/python.mjs'
import type { Rehearsal } from './rehearsal.js'

export const DIGEST = 'c'.repeat(64)

/**
 * An environment as MlxInstall leaves it: the meter asks its Python and no package, so that this machine's will do;
 * ranks of MLX take one with MLX.
 */
export async function placeEnvironment(story: Rehearsal, mac: string, program?: string): Promise<void> {
  const path = program ?? (await thisPython())
  const place = story.ours(mac, `envs/${DIGEST}/bin/python`)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, `#!/bin/sh\nexec '${path}' "$@"\n`, { mode: 0o755 })
  writeFileSync(story.ours(mac, `envs/${DIGEST}/verified.json`), '{}\n')
  symlinkSync(DIGEST, story.ours(mac, 'envs/current'))
}

async function thisPython(): Promise<string> {
  const { python, why } = await findPython(process.env)
  if (python) return python.path
  throw new Error(why)
}

/** The cable between the same receptacles of two Macs, the first with `.1` and the second with `.2` of a subnet. */
export function cable(receptacle: number, subnet: string, expectGbps?: number): MeasuredLink {
  const ends = ['studio-1', 'studio-2'].map((mac) => ({ mac, receptacle })) as MeasuredLink['ends']
  const addresses: [string, string] = [`${subnet}.1`, `${subnet}.2`]
  return { ends, addresses, ...(expectGbps !== undefined && { expectGbps }) }
}

/** A short measurement of these links: enough to tell 200 Mbit/s from the rest. */
export function measuring(
  links: readonly MeasuredLink[],
  more: Partial<LinkMeasurementInputs> = {},
): LinkMeasurementInputs {
  return { needs: [], name: 'links', links: [...links], declared: [], cables: {}, seconds: 0.3, ...more }
}
