import { readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { parseLaunchFile } from '../lab/launch-file.js'
import type { Lab } from '../lab/schema.js'
import { connectionsOf } from '../planner/connections.js'
import { members } from '../planner/members.js'
import { planWithoutLock } from '../planner/plan-lab.js'
import { byDanger } from '../report/findings.js'
import type { WiringSheet } from '../report/wiring-sheet.js'
import { wiringHtml } from '../report/wiring-html.js'
import { wiringSvg } from '../report/wiring-svg.js'
import { wiringText } from '../report/wiring-text.js'
import { answersOf } from '../report/wiring-verdict.js'
import { thunderboltLink } from '../resources/thunderbolt-link/thunderbolt-link.js'
import { EXIT, UsageError, type ExitCode } from './exit.js'
import { readLabFiles, type LabFiles } from './lab-files.js'
import { visit } from './look/visit.js'
import { sourceOf } from './source.js'
import type { Surroundings } from './surroundings.js'
import { hostFileOf } from './wiring/host-file.js'
import { labLines } from './wiring/import.js'
import { seeMac } from './wiring/seen.js'
import { sheetOf, type Looked } from './wiring/sheet.js'

export interface WiringOptions {
  /** A bundle to look at in place of the Macs. */
  readonly from?: string
  /** Look at nothing. */
  readonly declared?: boolean
  readonly json?: boolean
  readonly svg?: string
  readonly html?: string
  /** Print the host file of mlx.launch in place of the sheet. */
  readonly hostfile?: 'thunderbolt' | 'ethernet' | true
  /** Turn a host file into lines of a lab file. */
  readonly import?: string
}

/** The sheet that a person holds while cabling, and everything that the wiring of a lab says. Only reads. */
export async function wiring(
  around: Surroundings,
  name: string | undefined,
  options: WiringOptions,
): Promise<ExitCode> {
  if (options.import !== undefined) return imported(around, options.import)
  if (name === undefined)
    throw new UsageError('name a lab of stacks/ or the path of a lab file, or --import a host file')
  const files = readLabFiles(around.directory, name)
  const looked = options.declared === true ? null : await look(around, files, options.from)
  const sheet = sheetOf(files.lab, looked)
  if (options.hostfile !== undefined) {
    if (options.hostfile === 'ethernet' || isRight(sheet)) return hostFileOf(around, files, looked, options.hostfile)
    around.say(`macloom: no host file: the cables are not as declared; \`macloom wiring ${name}\` says what to move`)
    return EXIT.failed
  }
  for (const [path, text] of [[options.svg, wiringSvg] as const, [options.html, wiringHtml] as const]) {
    if (path === undefined) continue
    writeFileSync(resolve(around.directory, path), text(sheet))
    around.say(`${path}: written`)
  }
  around.print(options.json === true ? jsonOf(sheet) : wiringText(sheet))
  return isRight(sheet) ? EXIT.ok : EXIT.failed
}

async function look(around: Surroundings, { lab, project }: LabFiles, from: string | undefined): Promise<Looked> {
  const source = sourceOf(around, { connections: connectionsOf(lab), project }, from)
  try {
    const { resources } = planWithoutLock({ ...lab, mlx: undefined, models: {}, deployments: {} })
    const links = resources.flatMap((one) => (one.kind === 'ThunderboltLink' ? [{ ...one.inputs, needs: [] }] : []))
    const [seen, visits] = await Promise.all([
      Promise.all(members(lab).map((name) => seeMac(source.macs, name))),
      Promise.all(links.map((inputs) => visit(thunderboltLink, source.macs, inputs))),
    ])
    return {
      where: from === undefined ? 'at the Macs' : 'at a bundle',
      macs: seen,
      orders: visits.flatMap(({ workOrders }) => workOrders).map((order) => ({ ...order, ...labelOf(lab, order.mac) })),
      findings: byDanger(visits.flatMap(({ findings }) => findings)),
    }
  } finally {
    await source.close()
  }
}

/** The sheet with its verdict first: that over what is there, or without a look over what is declared. */
function jsonOf(sheet: WiringSheet): string {
  const verdict = sheet.observed ?? sheet.declared
  const reasons = answersOf(verdict).map(({ what, can, why }) => `${what}: ${can ? 'yes' : 'no'}, ${why}`)
  return `${JSON.stringify({ verdict, reasons, ...sheet }, null, 2)}\n`
}

function labelOf({ macs }: Lab, mac: string): { label?: string } {
  const label = macs[mac]?.label
  return label === undefined ? {} : { label }
}

function isRight({ cables, looked, moves }: WiringSheet): boolean {
  return looked === null || (moves.length === 0 && cables.every(({ state }) => state === 'ok' || state === 'declared'))
}

function imported(around: Surroundings, path: string): ExitCode {
  const file = resolve(around.directory, path)
  const shown = relative(around.directory, file)
  around.print(labLines(parseLaunchFile(read(file, path), shown), shown))
  return EXIT.ok
}

function read(file: string, path: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`${path} cannot be read; --import takes the host file of mlx.launch`)
  }
}
