import type { SimMac, Tool } from '../world.js'
import { ok, unknownArguments } from './reply.js'

/** Only whether the Mac is enrolled: what profiles hold needs root and nobody of ours reads it. */
export const profiles: Tool = {
  name: 'profiles',
  reads: () => [['status', '-type', 'enrollment']],
  call: ({ mac, argv }) =>
    argv.join(' ') === 'status -type enrollment' ? ok(print(mac.enrollment)) : unknownArguments('profiles', argv),
}

function print(enrollment: SimMac['enrollment']): string {
  if (enrollment === null) return 'Enrolled via DEP: No\nMDM enrollment: No\n'
  const { dep, approved, server } = enrollment
  const mdm = approved ? 'Yes (User Approved)' : 'Yes'
  return `Enrolled via DEP: ${dep ? 'Yes' : 'No'}\nMDM enrollment: ${mdm}\nMDM server: ${server}\n`
}
