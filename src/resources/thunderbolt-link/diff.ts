import type { Change } from '../words.js'
import { cablingOf, endText, sameEnd } from './cabling.js'
import type { LinkEnd, ThunderboltLinkInputs } from './inputs.js'
import type { ThunderboltLinkObserved } from './outputs.js'
import { linkText, sightOf } from './sight.js'

/** Whether the declared cable is there, direct, seen by both ends and fast enough. Only a person can change a cable. */
export function diff(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): readonly Change[] {
  const sight = sightOf(inputs, observed)
  const text = linkText(inputs.ends)
  switch (sight.is) {
    case 'unseen':
      return [cable('ends', 'no such receptacle', text, `${endText(sight.end)} is not a receptacle of that Mac`)]
    case 'apart':
      return [cable('ends', pluggedNow(inputs, observed), text, apart(inputs, observed))]
    case 'one-sided':
      return [cable('ends', 'seen from one end', text, `${endText(sight.blind)} does not see the other end of ${text}`)]
    case 'linked':
      return linked(inputs, sight)
  }
}

function linked(inputs: ThunderboltLinkInputs, { gbps, through }: { gbps: number | null; through: string }): Change[] {
  const text = linkText(inputs.ends)
  const wanted = inputs.minimumGbps
  const slow = gbps !== null && gbps < wanted
  return [
    ...(slow ? [cable('minimumGbps', gbps, wanted, `${text} runs at ${gbps} Gb/s, declared are ${wanted}`)] : []),
    ...(through === 'direct' ? [] : [cable('through', through, 'direct', `${text} runs through a ${through}`)]),
  ]
}

function cable(path: string, from: unknown, to: unknown, what: string): Change {
  return { path, from, to, risk: 'needs a person', what }
}

function apart(inputs: ThunderboltLinkInputs, observed: ThunderboltLinkObserved): string {
  const there = inputs.ends.flatMap((end) => pluggedAt(end, observed) ?? [])
  if (there.length === 0) return `no cable between ${inputs.ends.map(endText).join(' and ')}`
  return `${there.join(', ')}; declared is ${linkText(inputs.ends)}`
}

/** What is plugged in at the declared ends now, in one line; `nothing` when both are empty. */
export function pluggedNow(inputs: Pick<ThunderboltLinkInputs, 'ends'>, observed: ThunderboltLinkObserved): string {
  return inputs.ends.flatMap((end) => pluggedAt(end, observed) ?? []).join(', ') || 'nothing'
}

function pluggedAt(end: LinkEnd, observed: ThunderboltLinkObserved): string | null {
  const { cables, loose } = cablingOf(observed)
  const far = cables.find((ends) => ends.some((each) => sameEnd(each, end)))?.find((each) => !sameEnd(each, end))
  if (far !== undefined) return `${endText(end)} is plugged into ${endText(far)}`
  const stray = loose.find(({ plug }) => sameEnd(plug, end))
  return stray === undefined ? null : `${endText(end)} is plugged into ${stray.what}`
}
