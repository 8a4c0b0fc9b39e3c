import { MAC_MODELS } from '../lab/mac-models.js'
import type { Lab } from '../lab/schema.js'
import { unsupported } from '../resources/rdma/unsupported.js'
import type { Finding } from '../resources/words.js'
import { members } from './members.js'

/** What the declaration of the Macs themselves leaves open, or asks of hardware that does not have it. */
export function macFindings(lab: Lab): Finding[] {
  const macs = members(lab)
  return [
    ...noLogin(lab, macs),
    ...(lab.rdma === 'enabled' ? macs.flatMap((mac) => withoutRdma(lab, mac)) : []),
    ...macs.flatMap((mac) => cloud(lab, mac)),
  ]
}

function noLogin({ ssh, macs }: Lab, names: readonly string[]): Finding[] {
  const without = ssh.user === undefined ? names.filter((mac) => macs[mac]?.user === undefined) : []
  if (without.length === 0) return []
  return [
    {
      danger: 'warning',
      what: `the lab file names no user to log in as on ${without.join(', ')}`,
      cause: 'then it is what ~/.ssh/config says, else the name of whoever runs `pulumi up`',
      remedy: 'write ssh: { user: admin } in the lab file, or user under the Mac',
    },
  ]
}

function withoutRdma({ macs }: Lab, mac: string): Finding[] {
  if (macs[mac]?.ec2 === true) return [unsupported(mac, 'EC2 has no Thunderbolt between its hosts')]
  const id = macs[mac]?.model
  if (id === undefined) return []
  const model = MAC_MODELS[id]
  if (model?.thunderbolt === 5) return []
  if (model === undefined) return [unknownModel(mac, id)]
  return [unsupported(mac, `${id} is a ${model.name} with Thunderbolt 4`)]
}

/** Said before anybody pays for it. Source: AWS, Amazon EC2 Mac instances (Apple's licence asks for it). */
function cloud({ macs }: Lab, mac: string): Finding[] {
  if (macs[mac]?.ec2 !== true) return []
  return [
    {
      mac,
      danger: 'note',
      what: `${mac} is a Mac of EC2, paid for 24 hours at least`,
      cause: 'EC2 allocates a Mac as a dedicated host, which cannot be released before 24 hours have passed',
      remedy: 'Create and release the host with your cloud tools; here it serves alone or as a replica, without links',
    },
  ]
}

function unknownModel(mac: string, id: string): Finding {
  return {
    mac,
    danger: 'note',
    what: `whether ${mac} can do RDMA was not checked`,
    cause: `the model ${id} is not known here`,
    remedy: '`macloom look` asks the Mac itself',
  }
}
