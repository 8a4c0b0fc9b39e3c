import type { Tool } from '../world.js'
import { ok, unknownArguments } from './reply.js'

export const swVers: Tool = {
  name: 'sw_vers',
  reads: () => [[], ['-productName'], ['-productVersion'], ['-buildVersion']],
  call: ({ mac: { macos }, argv }) => {
    const extra = macos.extra === undefined ? '' : `ProductVersionExtra:\t${macos.extra}\n`
    switch (argv.join(' ').replace(/^--/, '-')) {
      case '':
        return ok(
          `ProductName:\t\tmacOS\nProductVersion:\t\t${macos.version}\n${extra}BuildVersion:\t\t${macos.build}\n`,
        )
      case '-productName':
        return ok('macOS\n')
      case '-productVersion':
        return ok(`${macos.version}\n`)
      case '-buildVersion':
        return ok(`${macos.build}\n`)
      default:
        return unknownArguments('sw_vers', argv)
    }
  },
}
