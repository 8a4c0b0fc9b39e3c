import type { Reader } from '../../command/mac.js'
import type { Answer } from '../../command/question.js'
import { fileVault } from '../../macos/fdesetup.js'
import { jobs } from '../../macos/launchctl.js'
import { macosVersion } from '../../macos/sw-vers.js'
import { bootTime } from '../../macos/sysctl.js'
import { hardware } from '../../macos/system-profiler-hardware.js'
import type { Readers } from '../kind.js'
import { deploymentOf } from '../labels.js'
import { macRecord, type MacRecord } from '../record.js'
import { seenAs, seenOf } from '../seen.js'
import type { Seen } from '../words.js'
import { claimed } from './claim.js'
import { FOREIGN } from './foreign.js'
import type { MacInputs } from './inputs.js'
import type { MacObserved } from './outputs.js'
import { receptaclesOf } from './receptacles.js'

/** Looks at one Mac: who owns it, what it is, what it runs and what is plugged in. */
export async function observe(macs: Readers, { mac: name }: Pick<MacInputs, 'mac'>): Promise<MacObserved> {
  const mac = macs.of(name)
  const [overview, macos, booted, vault, loaded, receptacles, record] = await Promise.all([
    mac.ask(hardware),
    mac.ask(macosVersion),
    mac.ask(bootTime),
    mac.ask(fileVault),
    mac.ask(jobs),
    receptaclesOf(mac),
    mac.ask(macRecord),
  ])
  return {
    claim: claimOfLab(record),
    serial: seenAs(overview, ({ serial }) => serial),
    model: seenAs(overview, ({ model }) => model),
    chip: seenAs(overview, ({ chip }) => chip),
    memoryBytes: seenAs(overview, ({ memoryBytes }) => memoryBytes),
    macos: seenAs(macos, ({ version, build }) => ({ version, build })),
    bootTime: seenAs(booted, (seconds) => Math.round(seconds / 10) * 10),
    fileVault: seenOf(vault),
    receptacles,
    deployments: seenAs(loaded, (rows) => rows.flatMap(({ label }) => deploymentOf(label) ?? []).sort()),
    foreign: seenAs(loaded, (rows) => rows.flatMap(({ label }) => (FOREIGN.has(label) ? [label] : [])).sort()),
  }
}

function claimOfLab(record: Answer<MacRecord>): Seen<{ lab: string; since: string } | null> {
  if (!record.known) return { unknown: record.why }
  try {
    return claimed(record.value)
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) }
  }
}

/** The reader of one Mac's name from the id `Mac/<name>`. */
export function macOf(macs: Readers, id: string): Reader {
  return macs.of(id.slice(id.indexOf('/') + 1))
}
