import { bootTime } from '../macos/sysctl.js'
import type { MacFacts } from '../report/facts.js'
import { statusOf, statusText, type MacStatus } from '../report/status.js'
import { MacTrouble } from '../command/errors.js'
import type { Reader } from '../command/mac.js'
import { unknown } from '../command/question.js'
import { protectionDomains } from '../macos/ioclasscount.js'
import { ibvLimits } from '../macos/rdma.js'
import type { Readers } from '../resources/kind.js'
import { seenAs } from '../resources/seen.js'
import { EXIT_OF } from './drift.js'
import type { ExitCode } from './exit.js'
import type { FromOptions } from './facts.js'
import { factsOf } from './facts/facts-of.js'
import { planOf } from './lab-files.js'
import { lookAtLab } from './look-at-lab.js'
import { sourceOf } from './source.js'
import type { Surroundings } from './surroundings.js'

/** Shows how a lab stands: each Mac, each resource, what waits for a person and what is wrong. */
export async function status(
  around: Surroundings,
  name: string,
  { from, json = false }: FromOptions,
): Promise<ExitCode> {
  const { plan, project } = planOf(around.directory, name)
  const source = sourceOf(around, { ...plan, project }, from)
  try {
    const members = { ...source.macs, names: source.macs.names.filter((mac) => !plan.gone.includes(mac)) }
    const [resources, { facts }] = await Promise.all([lookAtLab(plan.resources, source.macs), factsOf(members)])
    const macs = members.names.map(async (mac) => [mac, await momentOf(members, mac, facts.macs[mac])] as const)
    const found = statusOf(plan, resources, Object.fromEntries(await Promise.all(macs)))
    around.print(json ? `${JSON.stringify(found, null, 2)}\n` : statusText(found))
    return EXIT_OF[found.state]
  } finally {
    await source.close()
  }
}

/** The ledger of this boot: asked here alone, since it changes with every rank and `up` must not compare it. */
async function domainsOf(mac: Reader): Promise<MacStatus['domains']> {
  const asked = Promise.all([mac.ask(protectionDomains), mac.ask(ibvLimits)])
  const [held, limits] = await asked.catch((error: unknown) => {
    if (!(error instanceof MacTrouble)) throw error
    return [unknown(error.short), unknown(error.short)] as const
  })
  if (!held.known) return { unknown: held.why }
  if (!limits.known) return { unknown: limits.why }
  const each = limits.value.map(({ protectionDomains: most }) => most)
  if (held.value === null || each.length === 0) return null
  return { held: held.value.protectionDomains, ofEachDevice: Math.min(...each) }
}

async function momentOf(macs: Readers, mac: string, facts: MacFacts | undefined): Promise<MacStatus> {
  const why = { unknown: 'it was not looked at' }
  const { macos = why, receptacles = why, rdma = { status: why, nvram: why, supported: why } } = facts ?? {}
  const booted = await macs
    .of(mac)
    .ask(bootTime)
    .catch(() => ({ known: false as const, why: 'it did not answer' }))
  // NTP moves it by a second or so.
  const upSince = seenAs(booted, (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 16)}Z`)
  const domains = rdma.status === 'enabled' ? await domainsOf(macs.of(mac)) : null
  return { upSince, domains, macos, rdma, receptacles }
}
