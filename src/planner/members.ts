import type { Lab } from '../lab/schema.js'

/** Whether the lab goes on with this Mac: those that are gone or leaving stay in its table and get no resources. */
export function isMember({ gone, leaving }: Pick<Lab, 'gone' | 'leaving'>, mac: string): boolean {
  return !gone.includes(mac) && !leaving.includes(mac)
}

/** The Macs that the lab goes on with, in the order of the file. */
export function members(lab: Lab): string[] {
  return Object.keys(lab.macs).filter((mac) => isMember(lab, mac))
}

/** Whether RDMA is declared of this Mac; EC2 has no Thunderbolt between its hosts. */
export function hasRdma({ rdma, macs }: Lab, mac: string): boolean {
  return rdma === 'enabled' && macs[mac]?.ec2 !== true
}
