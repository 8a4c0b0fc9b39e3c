import type { Change, Outputs } from '../resources/words.js'
import type { EngineLog } from './engine-log.js'

/** Tells the person, at the resource's row, what a preview found: each change with its danger, or why all are refused. */
export function reportPreview(
  log: EngineLog,
  urn: string,
  outputs: Outputs<unknown>,
  changes: readonly Change[] | string,
  held: boolean,
): void {
  if (typeof changes === 'string') log.warning(urn, `\`pulumi up\` will refuse this: ${changes}`)
  else reportChanges(log, urn, changes)
  reportUnserved(log, urn, outputs, held)
  reportOutcome(log, urn, outputs, held)
}

function reportChanges(log: EngineLog, urn: string, changes: readonly Change[]): void {
  for (const change of changes) {
    const line = `${change.what} [${change.risk}]`
    if (change.risk === 'safe') log.info(urn, line)
    else log.warning(urn, line)
  }
}

/** Of a deployment that something holds up one wants to know that nobody is served. */
export function reportUnserved(log: EngineLog, urn: string, { ready }: Outputs<unknown>, held: boolean): void {
  if (!held || ready.state === 'ready' || !urn.includes('macloom:index:ShardDeployment::')) return
  log.info(urn, `waiting: nobody is served by this deployment before that: ${ready.reason}`)
}

/** Tells what a resource waits for and every dangerous finding. What is `held` by another resource has it said there. */
export function reportOutcome(log: EngineLog, urn: string, outputs: Outputs<unknown>, held: boolean): void {
  const { ready, findings } = outputs
  if (!held && ready.state === 'waiting') log.info(urn, `waiting: ${ready.reason}`)
  if (!held && ready.state === 'away')
    log.info(urn, `away: ${ready.reason}; it is optional, and the lab goes on without it`)
  if (!held && ready.state === 'unreachable') log.warning(urn, ready.reason)
  // The summary speaks once for the whole lab, so its notes are worth a line.
  if (urn.includes('macloom:index:Summary::')) {
    for (const { what, cause } of findings) log.info(urn, `${what}: ${cause}`)
  }
  for (const found of findings.filter((each) => each.danger === 'danger')) {
    log.warning(urn, `${found.what}: ${found.cause}. ${found.remedy}`)
  }
}
