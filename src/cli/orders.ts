import { z } from 'zod'
import { workOrderSheet } from '../report/work-orders.js'
import { workOrder } from '../resources/words.js'
import { EXIT, UsageError, type ExitCode } from './exit.js'
import type { Surroundings } from './surroundings.js'

/** Prints the sheet for a person, from the JSON that `pulumi stack output workOrders --json` writes to stdin. */
export async function orders(around: Surroundings): Promise<ExitCode> {
  around.print(sheet(await around.input()))
  return EXIT.ok
}

function sheet(text: string): string {
  const parsed = z.array(workOrder).safeParse(json(text))
  if (!parsed.success) throw new UsageError(`this is no list of work orders: ${z.prettifyError(parsed.error)}`)
  return workOrderSheet(parsed.data) || 'No work orders: at the last `pulumi up` nothing waited for a person.\n'
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError('stdin holds no JSON: pipe `pulumi stack output workOrders --json` into `macloom orders`')
  }
}
