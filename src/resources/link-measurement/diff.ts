import { isUnknown, type Change } from '../words.js'
import type { LinkMeasurementInputs } from './inputs.js'
import type { LinkMeasurementObserved } from './outputs.js'
import { hubsOf, keyOf, standingOf, wiringOf } from './wiring.js'

/**
 * What has not been measured as it is wired now, and can be; and results that nobody asks for any more. `safe`: where a
 * deployment serves nothing is measured, so the load disturbs nobody.
 */
export function diff(inputs: LinkMeasurementInputs, observed: LinkMeasurementObserved): readonly Change[] {
  const strays = Object.entries(observed.macs).flatMap(([mac, seen]) =>
    isUnknown(seen) ? [] : seen.strays.map((file) => stray(mac, file)),
  )
  return [...strays, ...alone(inputs, observed), ...together(inputs, observed)]
}

function alone(inputs: LinkMeasurementInputs, { links }: LinkMeasurementObserved): Change[] {
  return inputs.links.flatMap((link) => {
    const key = keyOf(link)
    const to = wiringOf(link, links[key], inputs)
    const { figures = null, hindered = [] } = links[key] ?? {}
    if (to === null || hindered.length > 0) return []
    return measure({
      path: `links.${key}`,
      what: key,
      from: figures?.wiring ?? null,
      to,
      seconds: 2 * inputs.seconds + 2,
    })
  })
}

function together(inputs: LinkMeasurementInputs, { links, together: measured }: LinkMeasurementObserved): Change[] {
  return hubsOf(inputs).flatMap((mac) => {
    const standing = standingOf(mac, inputs, links)
    if (standing?.links.some((link) => (links[keyOf(link)]?.hindered.length ?? 0) > 0) !== false) return []
    const what = `all ${standing.links.length} links of ${mac} at once`
    const [from, to] = [measured[mac]?.wiring ?? null, standing.wiring]
    return measure({ path: `together.${mac}`, what, from, to, seconds: 2 * inputs.seconds + 1 })
  })
}

interface Measuring {
  readonly path: string
  readonly what: string
  readonly from: string | null
  readonly to: string
  /** Both directions, round trips where the link is alone, and the way there. */
  readonly seconds: number
}

function measure({ path, what, from, to, seconds }: Measuring): Change[] {
  if (from === to) return []
  const again = from === null ? '' : ' again: it is not what was measured then'
  return [{ path, from, to, risk: 'safe', what: `measure ${what}${again} (about ${Math.ceil(seconds)} s)` }]
}

function stray(mac: string, file: string): Change {
  const what = `remove the result ${file} from ${mac}: no declared link asks for it`
  return { path: `macs.${mac}.${file}`, from: 'present', to: null, risk: 'safe', what, mac }
}
