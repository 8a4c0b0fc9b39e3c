import { z } from 'zod'
import { workOrderSheet } from '../report/work-orders.js'
import { workOrder } from '../resources/words.js'

/** The sheet for a person, from the JSON that `pulumi stack output workOrders --json` prints. */
export function ordersText(json: string): string {
  const parsed = z.array(workOrder).safeParse(JSON.parse(json))
  if (!parsed.success) throw new Error(`this is no list of work orders: ${z.prettifyError(parsed.error)}`)
  return workOrderSheet(parsed.data) || 'No work orders: nothing waits for a person.\n'
}
