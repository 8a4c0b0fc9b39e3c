import { describe, expect, it } from 'vitest'
import { referencePage } from '../../src/report/reference.js'
import { gibibytes, table } from '../../src/report/table.js'
import { visits, workOrderSheet } from '../../src/report/work-orders.js'
import type { WorkOrder } from '../../src/resources/words.js'

const order = (mac: string, hands: WorkOrder['hands'], step: string): WorkOrder => ({
  ...{ mac, hands, why: `${hands} at ${mac}`, steps: [step], check: 'look again' },
})

describe('work orders', () => {
  const orders = [
    order('b', 'enable RDMA in recoveryOS', 'boot into recoveryOS'),
    order('a', 'enable RDMA in recoveryOS', 'boot into recoveryOS'),
    order('b', 'move a plug', 'from 3 to 2'),
    order('b', 'move a plug', 'from 3 to 2'),
  ]

  it('are one visit per Mac, with plugs before restarts and each order once', () => {
    expect(visits(orders).map(({ mac, orders: each }) => [mac, each.map(({ hands }) => hands)])).toEqual([
      ['a', ['enable RDMA in recoveryOS']],
      ['b', ['move a plug', 'enable RDMA in recoveryOS']],
    ])
  })

  it('make a sheet that says where each Mac stands', () => {
    const sheet = workOrderSheet(orders.map((each) => (each.mac === 'b' ? { ...each, label: 'shelf, right' } : each)))
    expect(sheet).toContain('Work orders: 2 visits, one per Mac')
    expect(sheet).toContain('At b (shelf, right)\n  1. move a plug at b\n     a) from 3 to 2\n     then: look again')
  })

  it('make no sheet when nothing waits', () => {
    expect(workOrderSheet([])).toBe('')
  })
})

describe('tables', () => {
  it('are as wide as their widest cell, without blanks at the end of a line', () => {
    expect(
      table([
        ['Mac', 'fits'],
        ['studio-1', 'yes'],
        ['b', ''],
      ]),
    ).toBe('Mac       fits\nstudio-1  yes\nb')
  })

  it.each([
    [512 * 2 ** 30, '512 GiB'],
    [1.25 * 2 ** 30, '1.3 GiB'],
    [0, '0 GiB'],
  ])('show %d bytes of memory as %s', (bytes, text) => {
    expect(gibibytes(bytes)).toBe(text)
  })
})

describe('a reference page', () => {
  it('shows types, what is needed, defaults and alternatives, and keeps the table whole', () => {
    const page = referencePage(
      'Thing',
      {
        properties: {
          mac: { type: 'string', description: 'a | b' },
          sleep: { anyOf: [{ const: 'never' }, { type: 'integer' }], default: 'never' },
          ports: { type: 'array', items: { type: 'object', properties: { n: { type: ['number', 'null'] } } } },
        },
        required: ['mac', 'sleep'],
      },
      { properties: { seen: { anyOf: [{ type: 'boolean' }, { properties: { unknown: { type: 'string' } } }] } } },
    )
    expect(page).toContain('| `mac` | string | yes | a \\| b |')
    expect(page).toContain('| `sleep` | `"never"` or integer |  | Default: `"never"`. |')
    expect(page).toContain('| `ports` | list of {n?: number or null} |')
    expect(page).toContain('| `seen` | boolean |')
  })
})
