import { METER_LOADS } from './meter-loads.js'
import { METER_STREAMS } from './meter-streams.js'

const MAIN = `signal.signal(signal.SIGALRM, lambda *_: fail(1, f"not done after {plan['limit']} s"))
signal.alarm(plan["limit"])
try:
    lines = connected()
    if plan["role"] == "listen":
        listener(lines)
    else:
        measured = {"at": int(time.time()), "links": connector(lines)}
        with open(sys.argv[2] + ".new", "w") as file:
            file.write(json.dumps(measured) + "\\n")
        os.replace(sys.argv[2] + ".new", sys.argv[2])
except OSError as error:
    fail(1, f"{', '.join(link['own'] + ' to ' + link['peer'] for link in plan['links'])}: {error}")
`

/**
 * The Python that measures links, run at both ends by the environment's own interpreter: nothing else is needed on a Mac.
 * TCP between the links' own addresses, bound at both ends; several streams, since one is bound by one core; rates by the
 * receiver's clock, latency by round trips, so that no two clocks are compared. It ends by itself (`limit`), on SIGTERM
 * at once, and leaves one file with the result where it is told to. RDMA belongs into `connected`, `send` and `receive`:
 * `mx.distributed` over jaccl between the two ends of one link; until then `way` is always `tcp`.
 */
export const LINK_METER = [METER_STREAMS, METER_LOADS, MAIN].join('\n\n')

/** One link as one end sees it. `interface` is looked up at that moment: names move (design 8.4). */
export interface MeteredEnd {
  readonly own: string
  readonly peer: string
  readonly interface: string
}

/** What the program is told, as JSON in its first argument; the second one is where the connecting end leaves the result. */
export interface MeterPlan {
  readonly role: 'listen' | 'connect'
  /** Known to the two ends alone: a stranger's connection is closed and never counted. */
  readonly token: string
  /** Tried in this order at both ends: the listener takes the first that is free. */
  readonly ports: readonly number[]
  readonly links: readonly MeteredEnd[]
  /** Seconds of load in each direction. */
  readonly seconds: number
  /** Round trips too, one link after the other, before any load. */
  readonly latency: boolean
  /** Seconds in which both ends must have found each other. */
  readonly wait: number
  /** Seconds after which it ends whatever happens. */
  readonly limit: number
}

/** How long the ends look for each other: the other one may still wait for its Mac's lock. */
const WAIT = 20

/** How long to wait for the other end, and when to give up. */
export function meterLimits(seconds: number): Pick<MeterPlan, 'wait' | 'limit'> {
  return { wait: WAIT, limit: Math.ceil(WAIT + 4 * seconds + 30) }
}
