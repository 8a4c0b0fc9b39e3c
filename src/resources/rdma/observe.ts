import { Unreadable } from '../../command/errors.js'
import type { Answer } from '../../command/question.js'
import { fileVault } from '../../macos/fdesetup.js'
import { ibvDevices, ibvPorts, rdmaInNvram, rdmaStatus } from '../../macos/rdma.js'
import { macosVersion } from '../../macos/sw-vers.js'
import { hardware } from '../../macos/system-profiler-hardware.js'
import type { Readers } from '../kind.js'
import { isLaptop } from '../mac/laptop.js'
import { receptaclesOf } from '../mac/receptacles.js'
import { macRecord, type MacRecord } from '../record.js'
import { missing, seenAs, seenOf } from '../seen.js'
import { isUnknown, type Seen } from '../words.js'
import type { RdmaHistory } from './history.js'
import type { RdmaInputs } from './inputs.js'
import type { RdmaObserved } from './outputs.js'
import { historyIn } from './recorded.js'
import { stateOf } from './state.js'
import { supports, verdict } from './verdict.js'

type Wanted = Pick<RdmaInputs, 'mac' | 'receptacles' | 'enabled'>

/** Looks at RDMA on one Mac and on each of its ports, and says where it stands on its way to what is wanted. */
export async function observe(macs: Readers, wanted: Wanted): Promise<RdmaObserved> {
  const mac = macs.of(wanted.mac)
  const [status, bit, macos, overview, vault, record, switches] = await Promise.all([
    mac.ask(rdmaStatus),
    mac.ask(rdmaInNvram),
    mac.ask(macosVersion),
    mac.ask(hardware),
    mac.ask(fileVault),
    mac.ask(macRecord),
    portsOf(macs, wanted.mac),
  ])
  const facts = { status: seenOf(status), nvram: bit.known ? inNvram(bit.value) : { unknown: bit.why }, ...switches }
  return {
    state: stateOf(wanted, facts),
    ...facts,
    history: historyOf(record),
    macos: seenAs(macos, ({ version }) => version),
    laptop: seenAs(overview, isLaptop),
    fileVault: seenOf(vault),
  }
}

async function portsOf(macs: Readers, name: string): Promise<Pick<RdmaObserved, 'ports' | 'supported'>> {
  const mac = macs.of(name)
  const asked = [mac.ask(rdmaStatus), mac.ask(ibvDevices), mac.ask(ibvPorts), receptaclesOf(mac)] as const
  const [status, devices, states, receptacles] = await Promise.all(asked)
  if (isUnknown(receptacles)) return { ports: receptacles, supported: receptacles }
  if (!devices.known || !status.known || !states.known) {
    const why = missing([devices, status, states]) ?? { unknown: 'RDMA' }
    return { ports: why, supported: devices.known ? supports(receptacles, devices.value) : why }
  }
  const supported = supports(receptacles, devices.value)
  const facts = { status: status.value, supported, devices: devices.value, states: states.value }
  return { supported, ports: receptacles.map((receptacle) => verdict(receptacle, facts)) }
}

function inNvram(value: string | null): Seen<'enabled' | 'disabled' | null> {
  if (value === null) return null
  if (value === '1') return 'enabled'
  return value === '0' ? 'disabled' : { unknown: `nvram: rdma-enable is neither 0 nor 1 but ${value}` }
}

function historyOf(record: Answer<MacRecord>): Seen<RdmaHistory | null> {
  if (!record.known) return { unknown: record.why }
  try {
    return historyIn(record.value)
  } catch (error) {
    if (error instanceof Unreadable) return { unknown: error.message }
    throw error
  }
}
