import { onMac, run } from '../../command/command.js'
import { jobs } from '../../macos/launchctl.js'
import type { Work, Writers } from '../kind.js'
import { deploymentOf } from '../labels.js'
import { receptaclesOf } from '../mac/receptacles.js'
import { again } from '../patience.js'
import { throwAll } from '../throw-all.js'
import { endText } from '../thunderbolt-link/cabling.js'
import { isUnknown } from '../words.js'
import type { LinkMeasurementInputs, MeasuredLink } from './inputs.js'
import { meter, type Interfaces } from './meter.js'
import type { LinkFigures, LinkMeasurementObserved, MacFigures } from './outputs.js'
import { dropResults, keepLink, keepTogether, OUT, togetherFile, type Raw } from './results.js'
import { macsIn, roundsOf, sessionsFor, type Session } from './sessions.js'
import { figuresText, togetherText } from './units.js'
import { keyOf, linksAt } from './wiring.js'

/** Measures what is due: each link alone, then all links of a Mac. One that fails does not keep the others from it. */
export async function converge(
  macs: Writers,
  { inputs, observed, changes }: Work<LinkMeasurementInputs, LinkMeasurementObserved>,
): Promise<void> {
  await dropStrays(macs, observed)
  const sessions = sessionsFor(inputs, observed, changes)
  const interfaces = await interfacesOf(macs, sessions.flatMap(macsIn))
  const failures: PromiseSettledResult<void>[] = []
  for (const round of roundsOf(sessions)) {
    const deeds = () => round.map((session) => measure(macs, { inputs, observed, interfaces }, session))
    failures.push(...(await inTurn(() => Promise.allSettled(deeds()))))
  }
  throwAll(failures)
}

let turn: Promise<unknown> = Promise.resolve()

/** One round at a time in this process: the links of another deployment may end at the same Macs. */
function inTurn<T>(round: () => Promise<T>): Promise<T> {
  const own = turn.then(round)
  turn = own
  return own
}

async function dropStrays(macs: Writers, observed: LinkMeasurementObserved): Promise<void> {
  const told = Object.entries(observed.macs).map(async ([mac, seen]) => {
    if (isUnknown(seen) || seen.strays.length === 0) return
    await macs.of(mac).tell({ what: 'remove results of other links', commands: dropResults(seen.strays) })
  })
  await Promise.all(told)
}

async function interfacesOf(macs: Writers, names: readonly string[]): Promise<Interfaces> {
  const rows = [...new Set(names)].map(async (mac) => {
    const receptacles = await receptaclesOf(macs.of(mac))
    if (isUnknown(receptacles)) return []
    return receptacles.flatMap(({ number, interface: device }) =>
      device === null ? [] : [[endText({ mac, receptacle: number }), device] as const],
    )
  })
  return new Map((await Promise.all(rows)).flat())
}

interface Ground {
  readonly inputs: LinkMeasurementInputs
  readonly observed: LinkMeasurementObserved
  readonly interfaces: Interfaces
}

async function measure(macs: Writers, { inputs, observed, interfaces }: Ground, session: Session): Promise<void> {
  const serving = await servingOn(macs, macsIn(session))
  if (serving !== null) return macs.of(session.mac).progress(`not measured: ${session.text}: ${serving} serves`)
  const raw = await meter(macs, session, interfaces, inputs.seconds)
  const clean = run('rm', '-f', onMac(OUT), onMac(`${OUT}.new`))
  const [link] = session.links
  const kept = `keep the figures of ${session.text}`
  if (session.how === 'at once') {
    const figures = macFiguresOf(session, raw, inputs)
    const commands = [...keepTogether(togetherFile(session.mac, linksAt(session.mac, inputs)), figures), clean]
    macs.of(session.mac).progress(`all at once: ${togetherText(figures)}`)
    await macs.of(session.mac).tell({ what: kept, commands })
  } else if (link !== undefined) {
    const figures = linkFiguresOf(link, session, raw, { inputs, observed })
    const commands = [...keepLink(link, inputs, figures), clean]
    macs.of(session.mac).progress(`${session.text}: ${figuresText(figures)}`)
    await Promise.all(macsIn(session).map((mac) => macs.of(mac).tell({ what: kept, commands })))
  }
}

/** A rank may have been started since the look: a group heals by itself, and another operator may be at work. */
async function servingOn(macs: Writers, names: readonly string[]): Promise<string | null> {
  const answers = await Promise.all(names.map((mac) => macs.of(mac).ask(again(jobs))))
  for (const answer of answers) {
    if (!answer.known) return `what cannot be read (${answer.why})`
    const loaded = answer.value.flatMap(({ label }) => deploymentOf(label) ?? [])
    if (loaded[0] !== undefined) return loaded[0]
  }
  return null
}

/** So many earlier rates are kept: more say nothing more of a link. */
const KEPT = 8

function linkFiguresOf(
  link: MeasuredLink,
  { wiring }: Session,
  { at, links }: Raw,
  { inputs, observed }: Pick<Ground, 'inputs' | 'observed'>,
): LinkFigures {
  const [raw] = links
  const { figures: last = null, stands = null } = observed.links[keyOf(link)] ?? {}
  if (raw?.there.trips === undefined || raw.here.trips === undefined)
    throw new Error('the link meter left no round trips')
  const earlier = last === null ? [] : [...last.earlier, Math.min(last.rate.forth.gbps, last.rate.back.gbps)]
  const rate = { forth: raw.there.rate, back: raw.here.rate }
  const trips = { forth: raw.here.trips, back: raw.there.trips }
  const seen = { cable: inputs.cables[keyOf(link)] ?? null, negotiatedGbps: stands?.gbps ?? null }
  return { at, wiring, way: 'tcp', ...seen, rate, trips, earlier: earlier.slice(-KEPT) }
}

function macFiguresOf(
  { mac, links, wiring }: Session,
  { at, links: raws }: Raw,
  { cables }: LinkMeasurementInputs,
): MacFigures {
  const rows = links.flatMap((link, index) => {
    const raw = raws[index]
    if (raw === undefined) return []
    const [out, into] = [raw.there.rate, raw.here.rate]
    const [forth, back] = link.ends[0].mac === mac ? [out, into] : [into, out]
    return [[keyOf(link), { cable: cables[keyOf(link)] ?? null, forth, back }] as const]
  })
  return { at, wiring, way: 'tcp', links: Object.fromEntries(rows) }
}
