import { modelOf, type Model } from '../catalogue.js'
import type { SimMac } from '../world.js'
import type { Json } from './apple-json.js'

/** SPHardwareDataType (facts 4.3). */
export function hardwareReport(mac: SimMac): Json {
  const model = modelOf(mac.model)
  const overview = {
    _name: 'hardware_overview',
    activation_lock_status: 'activation_lock_disabled',
    boot_rom_version: mac.overview.firmware,
    chip_type: model.chip,
    machine_model: mac.model,
    machine_name: model.family,
    model_number: mac.overview.number,
    number_processors: `proc ${processors(model, mac.macos.version)}`,
    os_loader_version: mac.overview.firmware,
    physical_memory: `${mac.memoryBytes / 2 ** 30} GB`,
    platform_UUID: mac.overview.uuid,
    provisioning_UDID: mac.overview.udid,
    serial_number: mac.serial,
  }
  return { SPHardwareDataType: [overview] }
}

// macOS 26: total:performance:efficiency:medium; macOS 27: total:super:performance:efficiency; before: three fields.
function processors(model: Model, version: string): string {
  const count = (name: string): number => model.cores.find((level) => level.name === name)?.count ?? 0
  const total = model.cores.reduce((sum, level) => sum + level.count, 0)
  const major = Number.parseInt(version, 10)
  if (major >= 27) return [total, count('Super'), count('Performance'), count('Efficiency')].join(':')
  const best = count('Super') || count('Performance')
  const fields = [total, best, count('Efficiency')]
  if (major === 26) fields.push(count('Super') > 0 ? count('Performance') : 0)
  return fields.join(':')
}

/** SPDisplaysDataType, no more of it than the GPU: the core count is a string. */
export function displaysReport(mac: SimMac): Json {
  const model = modelOf(mac.model)
  const gpu = {
    _name: model.chip,
    spdisplays_mtlgpufamilysupport: 'spdisplays_metal4',
    spdisplays_vendor: 'sppci_vendor_Apple',
    sppci_bus: 'spdisplays_builtin',
    sppci_cores: String(model.gpuCores),
    sppci_device_type: 'spdisplays_gpu',
    sppci_model: model.chip,
  }
  return { SPDisplaysDataType: [gpu] }
}
