import { isEthernet } from '../../lab/link-kind.js'
import type { Lab } from '../../lab/schema.js'
import type { SimAddress } from '../../sim/facts.js'

/**
 * What a lab file must say so that `pulumi up` reaches the Macs of its sim: empty when it says so already. Written as
 * the lines of the lab file.
 */
export function linesToWrite(lab: Lab, macs: Readonly<Record<string, SimAddress>>, key: string): string[] {
  const wrong = Object.entries(lab.macs).flatMap(([name, declared]) => {
    const found = macs[name]
    return found === undefined || reaches(declared, lab.ssh.port, found) ? [] : [{ name, found }]
  })
  const user = Object.values(macs)[0]?.user ?? 'admin'
  const login = lab.ssh.identity === key && lab.ssh.user === user
  const cabled = lab.links.some(({ between }) => !between.some(isEthernet))
  const subnet = lab.fabric.subnet.startsWith('127.') || !cabled
  const lines = [
    ...(login ? [] : [`ssh: { user: ${user}, identity: ${key} }`]),
    ...(wrong.length === 0 ? [] : ['macs:']),
    ...wrong.map(({ name, found }) => `  ${name}: { ${way(found)} }`),
    ...(subnet ? [] : ['fabric: { subnet: 127.77.0.0/16 }']),
  ]
  return lines
}

function reaches(declared: Lab['macs'][string], port: number | undefined, found: SimAddress): boolean {
  const { address, hostKey } = declared
  return address === found.address && (declared.port ?? port) === found.port && hostKey === found.hostKey
}

function way({ address, port, hostKey }: SimAddress): string {
  return `address: ${address}, port: ${port}, hostKey: "${hostKey}"`
}
