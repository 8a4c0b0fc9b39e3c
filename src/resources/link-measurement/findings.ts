import { rankLabel } from '../labels.js'
import type { Finding } from '../words.js'
import { expectationOf, type Expectation } from './expectation.js'
import { rateFinding, shareFinding, tripFindings } from './causes.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import type { Hindrance, LinkFigures, LinkMeasurementObserved } from './outputs.js'
import { isLoaded, isMeasured, keyOf } from './wiring.js'

/** Links outside their band, each with its likely cause; and links of which nothing is known yet, with the reason. */
export function findings(inputs: LinkMeasurementInputs, observed: LinkMeasurementObserved): readonly Finding[] {
  const measured = inputs.links.flatMap((link) => current(link, inputs, observed))
  return [
    ...measured.flatMap((each) => [...rateFinding(each), ...tripFindings(each)]),
    ...Object.entries(observed.together).flatMap(([mac, figures]) =>
      figures !== null && isLoaded(mac, inputs, observed.links, figures) ? shareFinding(mac, figures, measured) : [],
    ),
    ...unmeasured(observed),
  ]
}

/** A link with figures of the wiring that it has now. */
export interface Measured {
  readonly link: MeasuredLink
  readonly key: string
  readonly figures: LinkFigures
  readonly expected: Expectation
}

function current(link: MeasuredLink, inputs: LinkMeasurementInputs, { links }: LinkMeasurementObserved): Measured[] {
  const key = keyOf(link)
  const figures = links[key]?.figures ?? null
  if (figures === null || !isMeasured(link, links[key], inputs)) return []
  return [{ link, key, figures, expected: expectationOf(link, figures) }]
}

/** One finding per reason, with all the links that it keeps from being measured: unmeasured is not good. */
function unmeasured({ links }: LinkMeasurementObserved): Finding[] {
  const held = new Map<string, { readonly hindrance: Hindrance; readonly keys: string[] }>()
  for (const [key, { hindered }] of Object.entries(links)) {
    for (const hindrance of hindered) {
      const entry = held.get(JSON.stringify(hindrance)) ?? { hindrance, keys: [] }
      held.set(JSON.stringify(hindrance), { hindrance, keys: [...entry.keys, key] })
    }
  }
  return [...held.values()].map(({ hindrance, keys }) => ({
    mac: hindrance.mac,
    danger: 'note',
    what: `not measured: ${keys.join(', ')}`,
    ...why(hindrance),
  }))
}

function why({ mac, why: code, what }: Hindrance): Pick<Finding, 'cause' | 'remedy'> {
  switch (code) {
    case 'serves':
      return {
        cause: `${what} serves: whether it is idle cannot be known, and a measurement would take its links from it`,
        remedy: `When ${what} may pause, run \`sudo launchctl bootout system/${rankLabel(what)}\` on each of its Macs; the next \`pulumi up\` measures and starts it again`,
      }
    case 'no environment':
      return {
        cause: `${mac} has no MLX environment, and nothing else on it could measure`,
        remedy: 'Declare `mlx:` in the lab file; the `pulumi up` that installs it measures too',
      }
    case 'no address':
      return {
        cause: `${mac} does not have ${what} on that link`,
        remedy: `See what the resource ${mac}-fabric waits for; the link is measured when the address is there`,
      }
    case 'not readable':
      return { cause: `${mac} could not be looked at whole: ${what}`, remedy: 'Run `pulumi up` when it can be' }
  }
}
