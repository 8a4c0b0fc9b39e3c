import { randomBytes, randomInt } from 'node:crypto'
import { onMac, run, type Command } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import { LINK_METER, meterLimits, type MeteredEnd, type MeterPlan } from '../../mlx/link-meter.js'
import type { Writers } from '../kind.js'
import { again } from '../patience.js'
import { ENVIRONMENTS } from '../places.js'
import type { MeasuredLink } from './inputs.js'
import { measuredNow, OUT, type Raw } from './results.js'
import { macsIn, type Session } from './sessions.js'

/** Interface of a receptacle by `mac:receptacle`, from the look just before. */
export type Interfaces = ReadonlyMap<string, string>

/**
 * Runs one measurement: a listener on every other Mac, then the connecting end, all under their Macs' locks. Both programs
 * end by themselves; a run that breaks off leaves nothing that the next one does not overwrite. Throws when there is no result.
 */
export async function meter(macs: Writers, session: Session, interfaces: Interfaces, seconds: number): Promise<Raw> {
  const plan = common(session, seconds)
  const [first = session.mac, ...others] = macsIn(session)
  macs.of(first).progress(`measuring ${session.text}`)
  const what = `measure ${session.text}`
  const tells = [...others, first].map((mac) => {
    const role = mac === first ? 'connect' : 'listen'
    const links = session.links.flatMap((link) => endAt(link, mac, interfaces))
    return macs.of(mac).tell({ what, commands: [python({ ...plan, role, links })] })
  })
  const ended = await Promise.allSettled(tells)
  const failures = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  if (failures.length > 0) throw failed(session, failures)
  const result = await macs.of(first).ask(again(measuredNow))
  if (!result.known) throw failed(session, [new Error(result.why)])
  return result.value
}

/** How long the listener may be found; ports are those that no service of macOS is given (IANA: 49152 and up). */
function common({ how }: Session, seconds: number): Omit<MeterPlan, 'role' | 'links'> {
  const ports = Array.from({ length: 8 }, () => randomInt(49_152, 65_536))
  const token = randomBytes(16).toString('hex')
  return { token, ports, seconds, latency: how === 'alone', ...meterLimits(seconds) }
}

function endAt({ ends, addresses }: MeasuredLink, mac: string, interfaces: Interfaces): MeteredEnd[] {
  const at = ends.findIndex((end) => end.mac === mac)
  const end = ends[at]
  const [own, peer] = at === 0 ? addresses : [addresses[1], addresses[0]]
  if (end === undefined) return []
  return [{ own, peer, interface: interfaces.get(`${mac}:${end.receptacle}`) ?? '' }]
}

function python(plan: MeterPlan): Command {
  const words = ['-B', '-I', '-', JSON.stringify(plan), onMac(OUT)]
  // A little longer than its own limit: the program ends by itself, and says why.
  return { ...run(onMac(`${ENVIRONMENTS}/current/bin/python`), ...words), stdin: LINK_METER, seconds: plan.limit + 15 }
}

function failed({ mac, text }: Session, failures: readonly unknown[]): unknown {
  const unsaid = failures.find((each) => !(each instanceof MacTrouble) || each.trouble !== 'remote-failed')
  if (unsaid instanceof MacTrouble) return unsaid
  const seen = failures.map((each) =>
    each instanceof MacTrouble ? `${each.parts.mac}: ${each.parts.seen}` : String(each),
  )
  return new MacTrouble('remote-failed', {
    mac,
    doing: `measure ${text}`,
    seen: seen.join('; '),
    unchanged: 'No result was kept, and both programs have ended',
    next: 'Look whether that cable is in and nothing filters these addresses, and run `pulumi up` again; `measure: { links: never }` goes on without',
  })
}
