import type { SimMac, Tool, World } from '../world.js'
import { appleJson, type Json } from './apple-json.js'
import { displaysReport, hardwareReport } from './hardware-report.js'
import { ok, unknownArguments } from './reply.js'
import { thunderboltReport } from './thunderbolt-report.js'

const reports: Readonly<Record<string, (world: World, mac: SimMac) => Json>> = {
  SPThunderboltDataType: thunderboltReport,
  SPHardwareDataType: (_, mac) => hardwareReport(mac),
  SPDisplaysDataType: (_, mac) => displaysReport(mac),
}

/** JSON only: nobody of ours reads the text form. */
export const systemProfiler: Tool = {
  name: 'system_profiler',
  reads: () => Object.keys(reports).map((type) => [type, '-json']),
  call: ({ world, mac, argv }) => {
    const [type = '', ...rest] = argv[0] === '-json' ? [argv[1] ?? '', ...argv.slice(2), '-json'] : argv
    const report = reports[type]
    if (!report || rest.join(' ') !== '-json') return unknownArguments('system_profiler', argv)
    return ok(`${appleJson(report(world, mac))}\n`)
  },
}
