import type { WorkOrder } from '../resources/words.js'

/** One visit to one Mac: everything a person does there before they leave. */
export interface Visit {
  readonly mac: string
  readonly orders: readonly WorkOrder[]
}

// What restarts a Mac comes after what needs it running, plugs come first: the order saves a second visit.
const SEQUENCE: readonly WorkOrder['hands'][] = [
  'unlock FileVault',
  'connect the charger',
  'move a plug',
  'plug a cable',
  'enable RDMA in recoveryOS',
  'disable RDMA in recoveryOS',
  'update macOS',
  'restart the Mac',
]

/** Merges orders into one visit per Mac; the same order from two resources is one order. */
export function visits(orders: readonly WorkOrder[]): Visit[] {
  const unique = [
    ...new Map(orders.map((order) => [JSON.stringify([order.mac, order.hands, order.steps]), order])).values(),
  ]
  const macs = [...new Set(unique.map((order) => order.mac))].sort()
  const all = macs.map((mac) => ({
    mac,
    orders: unique
      .filter((order) => order.mac === mac)
      .sort((a, b) => SEQUENCE.indexOf(a.hands) - SEQUENCE.indexOf(b.hands) || turnOf(a) - turnOf(b)),
  }))
  return all.sort((a, b) => firstTurn(a) - firstTurn(b))
}

// A plug can go in when the one that was there is out: the Mac whose plugs make room is visited first.
function firstTurn({ orders }: Visit): number {
  return Math.min(...orders.map(turnOf))
}

function turnOf({ turn }: WorkOrder): number {
  return turn ?? Number.MAX_SAFE_INTEGER
}

/** The sheet a person takes along: plain text, one visit per Mac. Empty when nothing waits. */
export function workOrderSheet(orders: readonly WorkOrder[]): string {
  const all = visits(orders)
  if (all.length === 0) return ''
  const title = all.length === 1 ? 'Work orders: one visit' : `Work orders: ${all.length} visits, one per Mac`
  return [title, ...all.map(visitText)].join('\n\n') + '\n'
}

function visitText({ mac, orders }: Visit): string {
  const label = orders.find((order) => order.label !== undefined)?.label
  const place = label === undefined ? '' : ` (${label})`
  return [`At ${mac}${place}`, ...orders.map((order, index) => orderText(order, index + 1))].join('\n')
}

function orderText({ why, steps, check }: WorkOrder, number: number): string {
  const lines = steps.map((step, index) => `     ${String.fromCharCode(97 + index)}) ${step}`)
  return [`  ${number}. ${why}`, ...lines, `     then: ${check}`].join('\n')
}
