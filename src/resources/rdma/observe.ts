import { fileVault } from '../../macos/fdesetup.js'
import { ibvDevices, ibvPorts, rdmaInNvram, rdmaStatus } from '../../macos/rdma.js'
import { macosVersion } from '../../macos/sw-vers.js'
import { hardware } from '../../macos/system-profiler-hardware.js'
import type { Readers } from '../kind.js'
import { receptaclesOf } from '../mac/receptacles.js'
import { missing, seenAs, seenOf } from '../seen.js'
import { isUnknown, type Seen } from '../words.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'
import { supports, verdict } from './verdict.js'

/** Looks at RDMA on one Mac and on each of its ports. */
export async function observe(macs: Readers, { mac: name }: Pick<RdmaInputs, 'mac'>): Promise<RdmaObserved> {
  const mac = macs.of(name)
  const [status, bit, devices, states, receptacles, macos, overview, vault] = await Promise.all([
    mac.ask(rdmaStatus),
    mac.ask(rdmaInNvram),
    mac.ask(ibvDevices),
    mac.ask(ibvPorts),
    receptaclesOf(mac),
    mac.ask(macosVersion),
    mac.ask(hardware),
    mac.ask(fileVault),
  ])
  const rest = {
    status: seenOf(status),
    nvram: bit.known ? inNvram(bit.value) : { unknown: bit.why },
    macos: seenAs(macos, ({ version }) => version),
    // `machine_name` is the family name; every laptop's begins with MacBook.
    laptop: seenAs(overview, ({ machineName }) => machineName.startsWith('MacBook')),
    fileVault: seenOf(vault),
  }
  if (isUnknown(receptacles)) return { ...rest, ports: receptacles, supported: receptacles }
  if (!devices.known || !status.known || !states.known) {
    const why = missing([devices, status, states]) ?? { unknown: 'RDMA' }
    return { ...rest, ports: why, supported: devices.known ? supports(receptacles, devices.value) : why }
  }
  const supported = supports(receptacles, devices.value)
  const facts = { status: status.value, supported, devices: devices.value, states: states.value }
  return { ...rest, supported, ports: receptacles.map((receptacle) => verdict(receptacle, facts)) }
}

function inNvram(value: string | null): Seen<'enabled' | 'disabled' | null> {
  if (value === null) return null
  if (value === '1') return 'enabled'
  return value === '0' ? 'disabled' : { unknown: `nvram: rdma-enable is neither 0 nor 1 but ${value}` }
}
