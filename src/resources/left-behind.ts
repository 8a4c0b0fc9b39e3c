import { isUnknown, type Finding, type Seen } from './words.js'

/** Macs that a resource no longer names, that may still hold something of it, and that do not answer. Pure. */
export function leftBehind(what: string, left: Readonly<Record<string, Seen<'present'>>>): Finding[] {
  return Object.entries(left).flatMap(([mac, seen]) =>
    isUnknown(seen)
      ? [
          {
            mac,
            danger: 'warning' as const,
            what: `${mac} may still hold ${what}`,
            cause: `it was taken out of it and does not answer: ${seen.unknown}`,
            remedy: 'The first `pulumi up` that reaches it gives it back; if it is gone for good, declare it `gone`',
          },
        ]
      : [],
  )
}
