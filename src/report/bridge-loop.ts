import type { LinkEnd } from '../resources/thunderbolt-link/inputs.js'
import type { Finding } from '../resources/words.js'

/** A cable whose ends are both in the Thunderbolt bridge of their Macs. */
export type BridgedCable = readonly [LinkEnd, LinkEnd]

/** One finding when bridged cables form a loop: every broadcast then circles for ever, on each Mac's bridge. */
export function bridgeLoop(cables: readonly BridgedCable[]): Finding[] {
  const root = new Map<string, string>()
  const find = (mac: string): string => {
    const above = root.get(mac)
    return above === undefined ? mac : find(above)
  }
  const closing = cables.filter(([a, b]) => {
    const [left, right] = [find(a.mac), find(b.mac)]
    if (left === right) return true
    root.set(left, right)
    return false
  })
  if (closing.length === 0) return []
  const texts = closing.map((ends) => ends.map(({ mac, receptacle }) => `${mac}:${receptacle}`).join(' <-> '))
  return [
    {
      danger: 'danger',
      what: `the Thunderbolt bridges of these Macs form a loop, closed by ${texts.join(', ')}`,
      cause:
        'macOS bridges all Thunderbolt ports as it comes, and broadcasts circle in a loop until the network stands still',
      remedy: 'Pull that cable until a lab takes the ports out of the bridge (`pulumi up` does it first of all)',
    },
  ]
}
