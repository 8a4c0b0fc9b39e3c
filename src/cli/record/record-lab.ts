import { commandKey } from '../../bundle/argv.js'
import type { Name } from '../../bundle/redact/names.js'
import { redactionOf, withSums, type Redaction } from '../../bundle/redact/redaction.js'
import { tapped, type Taped } from '../../bundle/tap.js'
import { filesOf, type TapedMac } from '../../bundle/written.js'
import { MacTrouble } from '../../command/errors.js'
import type { Reader } from '../../command/mac.js'
import type { Lab } from '../../lab/schema.js'
import { loginUser } from '../../macos/id.js'
import { protectionDomains } from '../../macos/ioclasscount.js'
import type { Plan } from '../../planner/plan.js'
import { inSubnet } from '../../planner/subnets.js'
import type { Readers } from '../../resources/kind.js'
import { baseLook } from '../../resources/look.js'
import { shardDeploymentInputs } from '../../resources/shard-deployment/inputs.js'
import { plist } from '../../resources/shard-deployment/files.js'
import { lookAtLab } from '../look-at-lab.js'

/** What is recorded, and the key of its stand-ins, which is thrown away. */
export interface ToRecord {
  readonly lab: Lab
  readonly plan: Plan
  readonly key: string
}

export interface RecordedLab {
  /** The files of a folder for each Mac, by name. */
  readonly folders: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly silent: readonly { readonly mac: string; readonly why: string }[]
  readonly redact: Redaction
}

interface TapedLabMac extends TapedMac {
  readonly prefix: string
  readonly user: string | null
}

/**
 * Looks at every Mac with everything that the kinds of this plan ask, and keeps the replies. The look below the readers
 * must be that of `raw` questions.
 */
export async function recordLab({ lab, plan, key }: ToRecord, macs: Readers): Promise<RecordedLab> {
  const tapes = new Map(macs.names.map((name) => [name, new Map<string, Taped>()]))
  const readers = new Map(macs.names.map((name) => [name, tapped(macs.of(name), (one) => keep(tapes.get(name), one))]))
  const of = (name: string) => readers.get(name) ?? macs.of(name)
  await lookAtLab(plan.resources, { names: macs.names, of })
  const taped = await Promise.all(macs.names.map((name) => baseOf(of(name), tapes.get(name) ?? new Map())))
  const redact = redactionFor(lab, plan, key, taped)
  return {
    folders: Object.fromEntries(taped.map((one) => [one.mac, filesOf(one, redact)])),
    silent: taped.flatMap(({ mac, silence }) =>
      silence === null || plan.gone.includes(mac) ? [] : [{ mac, why: silence.parts.seen }],
    ),
    redact,
  }
}

function keep(tape: Map<string, Taped> | undefined, recording: Taped): void {
  tape?.set(commandKey(recording.argv), recording)
}

/** The whole base look of one Mac, which the look at the lab has begun: whatever the lab declares, all of it is kept. */
async function baseOf(reader: Reader, tape: ReadonlyMap<string, Taped>): Promise<TapedLabMac> {
  try {
    const prefix = await reader.prefix()
    // The ledger of RDMA is asked by `status` alone.
    await Promise.all([...baseLook, protectionDomains].map((question) => reader.ask(question)))
    const user = await reader.ask(loginUser)
    return {
      mac: reader.mac,
      recordings: [...tape.values()],
      silence: null,
      prefix,
      user: user.known ? user.value : null,
    }
  } catch (error) {
    if (!(error instanceof MacTrouble)) throw error
    return { mac: reader.mac, recordings: [], silence: error, prefix: '', user: null }
  }
}

function redactionFor(lab: Lab, plan: Plan, key: string, taped: readonly TapedLabMac[]): Redaction {
  const redact = redactionOf({
    key,
    recordings: taped.flatMap(({ recordings }) => recordings),
    prefixes: taped.map(({ prefix }) => prefix),
    names: Object.values(plan.connections).flatMap(namesOf),
    keep: [lab.lab, ...[lab.macs, lab.models, lab.deployments].flatMap(Object.keys)],
    keepAddress: (address) => inSubnet(address, lab.fabric.subnet),
  })
  return withSums(redact, plistsOf(plan, taped, redact))
}

function namesOf({ user, address, jump }: Plan['connections'][string]): Name[] {
  const [login, gate] = jump?.includes('@') === true ? jump.split('@') : [undefined, jump]
  return [
    ...[user, login].flatMap((text) => (text === undefined ? [] : [{ sort: 'user' as const, text }])),
    ...[address, gate?.split(':')[0]].flatMap((text) =>
      text === undefined || /^[\d.:]+$/.test(text) ? [] : [{ sort: 'host' as const, text }],
    ),
  ]
}

/** The launchd job of each rank as the plan wants it, with the Mac's own user and paths and with those of the bundle. */
function plistsOf(plan: Plan, taped: readonly TapedLabMac[], redact: Redaction): (readonly [string, string])[] {
  return plan.resources.flatMap((resource) => {
    if (resource.kind !== 'ShardDeployment') return []
    const inputs = shardDeploymentInputs.parse({ ...resource.inputs, needs: [] })
    return inputs.ranks.flatMap(({ mac }, rank) => {
      const { user = null, prefix = '' } = taped.find((one) => one.mac === mac) ?? {}
      if (user === null) return []
      const bundled = { user: redact(user), prefix: '' }
      return [[plist(inputs, rank, { user, prefix }), plist(inputs, rank, bundled)] as const]
    })
  })
}
