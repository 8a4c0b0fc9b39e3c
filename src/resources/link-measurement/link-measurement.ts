import { MacTrouble } from '../../command/errors.js'
import { onMac, run } from '../../command/command.js'
import type { Kind, Readers, Writers } from '../kind.js'
import { recordOf } from '../operation.js'
import { isSilent } from '../reach.js'
import { converge } from './converge.js'
import { diff } from './diff.js'
import { findings } from './findings.js'
import { linkMeasurementInputs, type LinkMeasurementInputs } from './inputs.js'
import { observe } from './observe.js'
import { linkMeasurementObserved, type LinkMeasurementObserved } from './outputs.js'
import { dropResults, isAsked, OUT, resultFiles, resultIn } from './results.js'
import { keyOf, macsOf } from './wiring.js'

/**
 * What links really carry, measured between the Macs themselves: one resource for all links that a deployment may use, as
 * each is measured alone and then all of a Mac at once. What cannot be measured now is a finding and holds nobody up.
 */
export const linkMeasurement: Kind<LinkMeasurementInputs, LinkMeasurementObserved> = {
  name: 'LinkMeasurement',
  inputs: linkMeasurementInputs,
  observed: linkMeasurementObserved,
  id: ({ name }) => `LinkMeasurement/${name}`,
  macs: macsOf,
  observe,
  diff,
  findings,
  workOrders: () => [],
  // A Mac that does not answer is told of by its own resources: its links are not measured, and others wait for nothing.
  doubts: () => [],
  converge,
  release,
  mirror: (inputs) => inputs,
  adopt,
  // Nobody builds on the figures: a new measurement wakes no group.
  establishes: () => null,
  partial: true,
  apart: true,
  follows: true,
}

/** Removes the results of these links. */
async function release(
  macs: Writers,
  inputs: LinkMeasurementInputs,
  _observed: unknown,
  names: readonly string[] = macsOf(inputs),
): Promise<void> {
  const own = new Set(inputs.links.map(keyOf))
  await Promise.all(
    names.map(async (name) => {
      const { facts } = await recordOf(macs, name)
      const files = resultFiles(facts).filter((file) => isAsked(facts, file, own))
      if (files.length === 0) return
      const commands = [...dropResults(files), run('rm', '-f', onMac(OUT), onMac(`${OUT}.new`))]
      await macs.of(name).tell({ what: 'remove the figures of its links', commands })
    }),
  )
}

async function adopt(macs: Readers, id: string): Promise<LinkMeasurementInputs> {
  const records = await Promise.all(macs.names.map((name) => factsOf(macs, name)))
  const results = records.flatMap((facts) => resultFiles(facts).flatMap((file) => resultIn(facts, file) ?? []))
  const [any] = results
  if (any === undefined) {
    const seen = 'no Mac that answers has figures of a link'
    throw new MacTrouble('precondition', { doing: `import ${id}`, seen, unchanged: 'Nothing was imported' })
  }
  const links = [...new Map(results.map(({ link }) => [JSON.stringify(link.ends), link])).values()]
  const name = id.slice(id.indexOf('/') + 1)
  const cables = results.flatMap(({ link, figures }) => (figures.cable === null ? [] : [[keyOf(link), figures.cable]]))
  return {
    ...{ ...any.asked, needs: [], name, links, declared: links.map(keyOf) },
    cables: Object.fromEntries(cables) as Record<string, string>,
  }
}

async function factsOf(macs: Readers, name: string): Promise<Readonly<Record<string, string>>> {
  try {
    return (await recordOf(macs, name)).facts
  } catch (error) {
    if (isSilent(error)) return {}
    throw error
  }
}
