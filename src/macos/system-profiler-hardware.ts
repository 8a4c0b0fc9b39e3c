import { run } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { array, json, record, text } from './json.js'
import { said } from './reply.js'

const TOOL = 'system_profiler SPHardwareDataType'

export interface Hardware {
  /** Model identifier: `Mac15,14`. */
  readonly model: string
  readonly chip: string
  readonly serial: string
  readonly memoryBytes: number
  /** Family name: `Mac Studio`. */
  readonly machineName: string
}

/** What this Mac is. number_processors is left alone: its order changed between macOS 26 and 27. */
export const hardware: Question<Hardware> = {
  name: TOOL,
  command: { ...run('system_profiler', 'SPHardwareDataType', '-json'), seconds: 30 },
  compose: (recorded) => recorded('system_profiler', '-json', 'SPHardwareDataType'),
  read: (reply) => {
    const report = record(TOOL, 'a report', json(TOOL, said(TOOL, reply)))
    const overview = record(TOOL, 'an overview', array(TOOL, 'a list', report['SPHardwareDataType'])[0])
    return {
      model: text(TOOL, overview, 'machine_model'),
      chip: text(TOOL, overview, 'chip_type'),
      serial: text(TOOL, overview, 'serial_number'),
      memoryBytes: bytes(text(TOOL, overview, 'physical_memory')),
      machineName: text(TOOL, overview, 'machine_name'),
    }
  },
}

// "512 GB" counts in binary gigabytes (facts 4.3).
function bytes(memory: string): number {
  const match = /^(\d{1,5}) GB$/.exec(memory)
  if (match === null) throw new Unreadable(TOOL, 'memory in GB', memory)
  return Number(match[1]) * 2 ** 30
}
