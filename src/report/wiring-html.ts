import type { WiringVerdict } from '../planner/wiring.js'
import type { WorkOrder } from '../resources/words.js'
import { byDanger } from './findings.js'
import { escaped } from './markup.js'
import { withAddresses } from './sources.js'
import { plugText, type SheetEnd, type WiringSheet } from './wiring-sheet.js'
import { wiringSvg } from './wiring-svg.js'
import { answersOf, heading, limitLines } from './wiring-verdict.js'
import { positionOf, spareText, stateWords, totalText } from './wiring-words.js'
import { visits } from './work-orders.js'

const STYLE = `
@page { margin: 14mm }
body { font: 11pt/1.35 Helvetica, Arial, sans-serif; color: #111; max-width: 190mm; margin: 0 auto; padding: 4mm }
h1 { font-size: 17pt; margin: 0 0 2mm } h2 { font-size: 13pt; margin: 7mm 0 2mm; break-after: avoid }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt } th, td { border: 1px solid #777; padding: 1mm 1.6mm; text-align: left; vertical-align: top }
thead { display: table-header-group } tr, li, svg { break-inside: avoid } svg { width: 100%; height: auto; max-height: 245mm }
.wrong { font-weight: bold; border-left: 4px solid #111 } .box { display: inline-block; width: 4mm; height: 4mm; border: 1.5px solid #111; vertical-align: middle }
`

/** The sheet as one page that needs nothing else and prints on A4 and Letter, in colour or not. */
export function wiringHtml(sheet: WiringSheet): string {
  const title = `Wiring of the lab ${sheet.lab}`
  const how =
    sheet.looked === null ? 'As declared; nobody looked at the Macs.' : `Declared, and looked ${sheet.looked}.`
  const body = [
    `<h1>${escaped(title)}</h1><p>${escaped(how)}</p>`,
    steps(sheet),
    `<h2>Cables</h2>${cables(sheet)}`,
    `<h2>Drawing</h2>${wiringSvg(sheet)}`,
    sheet.shopping.length === 0 ? '' : `<h2>Cables to have</h2>${shopping(sheet)}`,
    findings(sheet),
    `<h2>What it allows</h2>${verdict(sheet.declared)}${limits(sheet.declared)}`,
    sheet.observed === null ? '' : `<h2>What it allows as it is</h2>${verdict(sheet.observed)}`,
  ]
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>\n<body>\n${body.filter((part) => part !== '').join('\n')}\n</body></html>\n`
}

function steps({ looked, orders }: WiringSheet): string {
  if (looked === null) return ''
  const all = visits(orders)
  if (all.length === 0) return '<h2>What to do</h2><p>Nothing to move.</p>'
  const sheets = all.map(({ mac, orders: own }) => {
    const label = own.find((order) => order.label !== undefined)?.label
    return `<h3>${escaped(label === undefined ? `At ${mac}` : `At ${mac} (${label})`)}</h3><ol>${own.map(order).join('')}</ol>`
  })
  return `<h2>What to do, in this order</h2>${sheets.join('')}`
}

function order({ why, steps: all, check }: WorkOrder): string {
  const lines = all.map((step) => `<div><span class="box"></span> ${escaped(step)}</div>`)
  return `<li>${escaped(why)}${lines.join('')}<div>then: ${escaped(check)}</div></li>`
}

function cables(sheet: WiringSheet): string {
  const rows = sheet.cables.map(({ number, ends, kind, name, state, note }) => {
    const cells = [
      number,
      ...ends.map((end) => endText(end, sheet)),
      kind,
      name ?? '',
      `${stateWords[state]}${note === '' ? '' : `: ${note}`}`,
    ]
    return `<tr${['ok', 'declared'].includes(state) ? '' : ' class="wrong"'}>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`
  })
  return tableOf(['No.', 'From', 'To', 'Kind', 'Cable', 'State'], rows)
}

function endText(end: SheetEnd, sheet: WiringSheet): string {
  const label = sheet.macs.find(({ name }) => name === end.mac)?.label
  return [plugText(end), label, positionOf(end, sheet)].filter((word) => word !== null && word !== undefined).join('; ')
}

function shopping(sheet: WiringSheet): string {
  const rows = sheet.shopping.map(({ what, needed, missing, price }) => {
    const cells = [what, `${needed}`, missing === null ? 'not looked' : `${missing}`, price ?? '']
    return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`
  })
  const more = [totalText(sheet.shopping), spareText(sheet.spare)].filter((line) => line !== '')
  return `${tableOf(['What', 'Needed', 'To buy', 'Price each'], rows)}${more.map((line) => `<p>${escaped(line)}</p>`).join('')}`
}

function findings({ findings: all }: WiringSheet): string {
  if (all.length === 0) return ''
  const items = byDanger(all).map(({ danger, mac, what, cause, remedy }) => {
    const where = mac === undefined ? '' : `${mac}: `
    return `<li><b>${escaped(`${danger}: ${where}${what}`)}</b><br>because ${escaped(withAddresses(cause))}<br>remedy: ${escaped(remedy)}</li>`
  })
  return `<h2>Findings</h2><ul>${items.join('')}</ul>`
}

function verdict(found: WiringVerdict): string {
  const rows = answersOf(found).map(({ what, can, why }) => {
    return `<tr>${[what, can ? 'yes' : 'no', why].map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`
  })
  return `<p>${escaped(heading(found))}</p>${tableOf(['What', '', 'Why'], rows)}`
}

function limits(found: WiringVerdict): string {
  return `<ul>${limitLines(found)
    .map((line) => `<li>${escaped(line)}</li>`)
    .join('')}</ul>`
}

function tableOf(names: readonly string[], rows: readonly string[]): string {
  const head = names.map((name) => `<th>${escaped(name)}</th>`).join('')
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}
