import { findingsText } from './findings.js'
import { positionOf, spareText, stateWords, totalText } from './wiring-words.js'
import { plugText, type SheetCable, type SheetEnd, type WiringSheet } from './wiring-sheet.js'
import { table } from './table.js'
import { limitLines, verdictText } from './wiring-verdict.js'
import { workOrderSheet } from './work-orders.js'

/** The sheet as plain text: what the wiring is and allows, every cable, what to do, what to buy. */
export function wiringText(sheet: WiringSheet): string {
  const parts = [
    [verdictText(sheet.declared, 'Declared wiring'), ...limitLines(sheet.declared).map((line) => `  ${line}`)].join(
      '\n',
    ),
    observedText(sheet),
    cablesText(sheet),
    stepsText(sheet),
    shoppingText(sheet),
    sheet.findings.length === 0 ? '' : `Findings, most dangerous first\n${findingsText(sheet.findings)}`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function observedText({ observed, looked, macs }: WiringSheet): string {
  if (observed === null) return ''
  const unseen = macs.flatMap((mac) =>
    mac.unseen === null ? [] : [`  ${mac.name} could not be looked at: ${mac.unseen}`],
  )
  return [verdictText(observed, `Wiring as it is, looked ${looked ?? ''},`), ...unseen].join('\n')
}

function cablesText(sheet: WiringSheet): string {
  if (sheet.cables.length === 0) return 'No cable is declared, and none is there.'
  const rows = sheet.cables.map((cable) => [
    cable.number,
    ...cable.ends.flatMap((end) => endCells(end, sheet)),
    cable.kind,
    cable.name ?? '-',
    stateText(cable),
  ])
  const ends = ['from', 'where', 'to', 'where']
  return `Cables\n${table([['no.', ...ends, 'kind', 'cable', 'state'], ...rows])}`
}

function endCells(end: SheetEnd, sheet: WiringSheet): [string, string] {
  const label = sheet.macs.find(({ name }) => name === end.mac)?.label
  const position = positionOf(end, sheet)
  return [plugText(end), [label, position].filter((word) => word !== null && word !== undefined).join('; ') || '-']
}

function stateText({ state, note }: SheetCable): string {
  return note === '' ? stateWords[state] : `${stateWords[state]}: ${note}`
}

function stepsText({ looked, orders, instead }: WiringSheet): string {
  if (looked === null) return ''
  const steps = workOrderSheet(orders).trimEnd() || 'Nothing to move.'
  if (instead.length === 0) return steps
  return [steps, '', 'Or leave the plugs and declare them as they are:', ...instead.map((line) => `  - ${line}`)].join(
    '\n',
  )
}

function shoppingText({ shopping, spare }: WiringSheet): string {
  if (shopping.length === 0) return ''
  const rows = shopping.map(({ what, needed, missing, price }) => {
    return [what, `${needed}`, missing === null ? '?' : `${missing}`, price ?? '-']
  })
  const more = [totalText(shopping), spareText(spare)].filter((line) => line !== '')
  return ['Cables to have', table([['what', 'needed', 'to buy', 'price each'], ...rows]), ...more].join('\n')
}
