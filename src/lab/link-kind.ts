import type { LinkKind } from './link-schema.js'
import { MAC_MODELS } from './mac-models.js'

/** What both ends of a Thunderbolt link report at least, in Gb/s; a USB4 cable may be one of 20. */
const SLOWEST: Readonly<Record<Exclude<LinkKind, 'ethernet'>, number>> = { tb5: 80, tb4: 40, usb4: 20 }

/** The fastest that a kind can be; what asks for more would never be ready. */
export const FASTEST: typeof SLOWEST = { tb5: 80, tb4: 40, usb4: 40 }

export interface LinkSaid {
  readonly between: readonly string[]
  readonly kind?: LinkKind | undefined
  readonly minimumGbps?: number | undefined
}

/** What a link is: as the lab file says, else as its ends and the models of their Macs have it. */
export function kindOf({ between, kind }: LinkSaid, modelOf: (mac: string) => string | undefined): LinkKind {
  if (kind !== undefined) return kind
  if (between.every(isEthernet)) return 'ethernet'
  const older = between.some((end) => MAC_MODELS[modelOf(macOf(end)) ?? '']?.thunderbolt === 4)
  return older ? 'tb4' : 'tb5'
}

export function minimumOf({ minimumGbps }: LinkSaid, kind: Exclude<LinkKind, 'ethernet'>): number {
  return minimumGbps ?? SLOWEST[kind]
}

export function isEthernet(end: string): boolean {
  return end.endsWith(':ethernet')
}

/** The Mac of an end as the lab file writes it: `studio-1:2`, `studio-1:ethernet`. */
export function macOf(end: string): string {
  return end.split(':')[0] ?? end
}
