import { findingsText } from './findings.js'
import type { Difference, Drift, LabState, Said } from './lab-look.js'
import { indented } from './said.js'
import { workOrderSheet } from './work-orders.js'

const STATES: Readonly<Record<LabState, string>> = {
  'as declared': 'the Macs are as declared',
  waiting: 'as declared, but for what waits for a person',
  drift: 'something differs that `pulumi up` would repair',
  unreachable: 'a Mac could not be looked at, or would be refused',
}

/** `Lab studio: the Macs are as declared`. */
export function headline(lab: string, state: LabState): string {
  return `Lab ${lab}: ${STATES[state]}`
}

/** Drift as a person reads it. */
export function driftText(drift: Drift): string {
  const held = drift.drift.filter((one) => one.held !== null)
  return paragraphs([
    headline(drift.lab, drift.state),
    section('`pulumi up` would repair, most dangerous first', lines(drift.drift.filter((one) => one.held === null))),
    section('Differs too, and is held up', lines(held)),
    section('Only a person can change', lines(drift.person)),
    section('`pulumi up` would refuse', said(drift.refused)),
    section('Could not be looked at', said(drift.unreachable)),
    workOrderSheet(drift.workOrders).trimEnd(),
    section('Findings, most dangerous first', findingsText(drift.findings)),
  ])
}

/** What `up` would change on the Macs that were looked at, for the end of a plan. */
export function previewText(drift: Drift): string {
  return driftText(drift).replace(headline(drift.lab, drift.state), `On the Macs now: ${STATES[drift.state]}`)
}

function lines(differences: readonly Difference[]): string {
  return differences
    .map(
      ({ resource, what, risk, held }) => `[${risk}] ${resource}: ${what}${held === null ? '' : ` (held up: ${held})`}`,
    )
    .join('\n')
}

export function said(list: readonly Said[]): string {
  return list.map(({ resource, why }) => `${resource}: ${why}`).join('\n')
}

/** A heading with its lines below it; nothing where there are none. */
export function section(heading: string, body: string): string {
  return body === '' ? '' : `${heading}\n${indented(body)}`
}

export function paragraphs(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
