import { isUnknown, type Change } from '../words.js'
import type { LinkMeasurementInputs } from './inputs.js'
import type { LinkMeasurementObserved } from './outputs.js'
import { hubsOf, isLoaded, isMeasured, keyOf, standingOf, wiringOf } from './wiring.js'

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
    const seen = links[key]
    const to = wiringOf(link, seen, inputs)
    if (to === null || isMeasured(link, seen, inputs) || seen?.hindered.length !== 0) return []
    const from = seen.figures?.wiring ?? null
    return [measure({ path: `links.${key}`, what: key, from, to, seconds: 2 * inputs.seconds + 2 })]
  })
}

function together(inputs: LinkMeasurementInputs, { links, together: measured }: LinkMeasurementObserved): Change[] {
  return hubsOf(inputs).flatMap((mac) => {
    const standing = standingOf(mac, inputs, links)
    const figures = measured[mac] ?? null
    if (standing === null || isLoaded(mac, inputs, links, figures)) return []
    if (standing.links.some((link) => links[keyOf(link)]?.hindered.length !== 0)) return []
    const what = `all ${standing.links.length} links of ${mac} at once`
    const [from, to] = [figures?.wiring ?? null, standing.wiring]
    return [measure({ path: `together.${mac}`, what, from, to, seconds: 2 * inputs.seconds + 1 })]
  })
}

interface Measuring {
  readonly path: string
  readonly what: string
  /** Wiring that was measured, null when none was; the same as `to` where only the cable is another one. */
  readonly from: string | null
  readonly to: string
  /** Both directions, round trips where the link is alone, and the way there. */
  readonly seconds: number
}

function measure({ path, what, from, to, seconds }: Measuring): Change {
  const why = from === to ? 'it has another cable' : 'it is wired otherwise'
  const again = from === null ? '' : ` again: ${why} than when it was measured`
  return { path, from, to, risk: 'safe', what: `measure ${what}${again} (about ${Math.ceil(seconds)} s)` }
}

function stray(mac: string, file: string): Change {
  const what = `remove the result ${file} from ${mac}: no declared link asks for it`
  return { path: `macs.${mac}.${file}`, from: 'present', to: null, risk: 'safe', what, mac }
}
