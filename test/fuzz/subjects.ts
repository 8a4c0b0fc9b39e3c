import type { Question, Reply } from '../../src/command/question.js'
import { freeBytes } from '../../src/macos/df.js'
import { volumeUsers } from '../../src/macos/diskutil.js'
import { diskUsers, fileVault, restartsUnlocked } from '../../src/macos/fdesetup.js'
import { loginUser } from '../../src/macos/id.js'
import { interfaces } from '../../src/macos/ifconfig.js'
import { protectionDomains } from '../../src/macos/ioclasscount.js'
import { job, jobs } from '../../src/macos/launchctl.js'
import { listeners } from '../../src/macos/lsof.js'
import { currentLocation, locations } from '../../src/macos/networksetup-locations.js'
import { hardwarePorts, serviceInfos, serviceOrder } from '../../src/macos/networksetup.js'
import { readServiceInfo } from '../../src/macos/networksetup-info.js'
import { powerSettings, powerSource, sleepDisabled } from '../../src/macos/pmset.js'
import { storedBridges } from '../../src/macos/preferences.js'
import { enrollment } from '../../src/macos/profiles.js'
import { ibvDevices, ibvGids, ibvLimits, ibvPorts, rdmaInNvram, rdmaStatus } from '../../src/macos/rdma.js'
import { defaultInterface } from '../../src/macos/route.js'
import { computerName } from '../../src/macos/scutil.js'
import { sha256Of } from '../../src/macos/shasum.js'
import { automaticUpdates, offeredUpdates, storedAutomaticUpdates } from '../../src/macos/software-update.js'
import { sshConnection } from '../../src/macos/ssh-connection.js'
import { installers } from '../../src/macos/startosinstall.js'
import { fileStats, filesUnder } from '../../src/macos/stat.js'
import { macosVersion } from '../../src/macos/sw-vers.js'
import { bootTime, wiredLimit } from '../../src/macos/sysctl.js'
import { hardware } from '../../src/macos/system-profiler-hardware.js'
import { peerOf, thunderbolt } from '../../src/macos/system-profiler-thunderbolt.js'
import { captured } from '../captures/read.js'
import { beginningWith, type Subject } from './subject.js'

const BOTH_THERE = ['/usr/local/macloom/version', '/usr/local/macloom/models/kimi/model 1.safetensors']
const ONE_THERE = ['/usr/local/macloom/version', '/usr/local/macloom/lab']

// What is printed of one service; the question asks for all.
const serviceInfo: Question<unknown> = {
  ...serviceInfos,
  name: 'networksetup -getinfo',
  read: (reply) => readServiceInfo(reply, 'Foo'),
}
// A port is only read when its neighbour is too.
const neighbours: Question<unknown> = {
  ...thunderbolt,
  name: `${thunderbolt.name}, neighbours`,
  read: (reply) => thunderbolt.read(reply).map(peerOf),
}

function listedInfos(...files: readonly string[]): Reply {
  const nameOf = (file: string) => (file.endsWith('unknown-service.txt') ? 'Foo' : file)
  const blocks = files.map((file) => `== ${captured(file).exit} ${nameOf(file)}\n${captured(file).stdout}`)
  const header = 'An asterisk (*) denotes that a network service is disabled.\n'
  return { exit: 0, stdout: `${header}${blocks.join('')}== end\n`, stderr: '' }
}

const everyLine = (lines: readonly string[]) => lines.slice(0, -1).map((_, at) => [at, at + 1] as const)

// Keys that a report leaves out: nothing attached, no services, and in one capture the domain and UID of a bus.
const THUNDERBOLT_KEYS = [
  '_items',
  'services_title',
  'mode_key',
  'switch_uid_key',
  'domain_uuid_key',
  'device_name_key',
]

const RDMA_SERVICE = /\b64087\b/

export const SUBJECTS: readonly Subject[] = [
  {
    question: thunderbolt,
    asks: /^system_profiler SPThunderboltDataType -json$/,
    mayLackKeys: [...THUNDERBOLT_KEYS, 'current_speed_key', 'protocol_id_key'],
    spelledOut: ['[].connected'],
    evidence: { '[].attached[].advertisesRdma': RDMA_SERVICE, '[].attached[].attached[].advertisesRdma': RDMA_SERVICE },
  },
  {
    question: neighbours,
    asks: /^system_profiler SPThunderboltDataType -json$/,
    mayLackKeys: [...THUNDERBOLT_KEYS, 'protocol_id_key'],
    evidence: { '[].advertisesRdma': RDMA_SERVICE },
  },
  { question: hardware, asks: /^system_profiler SPHardwareDataType -json$/ },
  { question: macosVersion, asks: /^sw_vers$/ },
  { question: wiredLimit, asks: /^sysctl -n iogpu/ },
  { question: bootTime, asks: /^sysctl -n kern/ },
  {
    question: hardwarePorts,
    asks: /-listallhardwareports$/,
    items: beginningWith(/^Hardware Port: /, /^VLAN Configurations/),
  },
  {
    question: serviceOrder,
    asks: /-listnetworkserviceorder$/,
    items: beginningWith(/^\((?:\d+|\*)\) /),
    openEnd: true,
    spelledOut: ['[].enabled'],
  },
  { question: serviceInfo, asks: /-getinfo/, mayLack: /^(?:IP address|Subnet mask|Router): / },
  {
    question: serviceInfos,
    asks: /^sh -c order=/,
    mayLack: /^(?:IP address|Subnet mask|Router): /,
    items: beginningWith(/^== \d/, /^== end/),
    texts: [
      listedInfos(),
      listedInfos('networksetup/info-dhcp.txt', 'networksetup/info-manual.txt'),
      listedInfos('networksetup/info-dhcp-no-address.txt', 'networksetup/error-not-admin.txt'),
      listedInfos('networksetup/info-manual.txt', 'networksetup/liar-unknown-service.txt'),
    ],
  },
  { question: currentLocation, asks: /-getcurrentlocation$/ },
  { question: locations, asks: /-listlocations$/, items: everyLine, openEnd: true, freeText: true },
  {
    question: interfaces,
    asks: /^ifconfig$/,
    mayLack: /^\t(?:inet6?|member:|media:|Configuration:|options|nd6|\t| {8})/,
    items: beginningWith(/^\S/),
    openEnd: true,
  },
  { question: storedBridges, asks: /^plutil/, dictionaries: [''], mayLackKeys: ['Options', '__AUTO__', 'bridge0'] },
  { question: rdmaStatus, asks: /^rdma_ctl/ },
  { question: rdmaInNvram, asks: /^nvram/ },
  { question: ibvDevices, asks: /^ibv_devices/, items: beginningWith(/^\s+rdma_/), openEnd: true },
  { question: ibvPorts, asks: /^ibv_devinfo/, items: beginningWith(/^hca_id:/), openEnd: true },
  {
    question: ibvGids,
    asks: /^ibv_devinfo -v$/,
    mayLack: /^\t+GID\[/,
    items: beginningWith(/^hca_id:/),
    openEnd: true,
  },
  { question: ibvLimits, asks: /^ibv_devinfo -v$/, items: beginningWith(/^hca_id:/), openEnd: true },
  { question: protectionDomains, asks: /^ioclasscount/ },
  { question: sleepDisabled, asks: /^pmset -g$/, mayLack: /^ /, spelledOut: [''], openEnd: true },
  { question: powerSettings, asks: /^pmset -g custom/, mayLack: /^ \S/, dictionaries: ['', '[]'], openEnd: true },
  { question: computerName, asks: /^scutil/ },
  { question: automaticUpdates, asks: /^defaults/, spelledOut: [''] },
  { question: storedAutomaticUpdates, asks: /^defaults/, spelledOut: [''] },
  { question: enrollment, asks: /^profiles/, spelledOut: ['.enrolled'] },
  { question: powerSource, asks: /^pmset -g batt/, mayLack: /^ -/, openEnd: true },
  { question: diskUsers, asks: /^fdesetup list/, items: everyLine, openEnd: true, freeText: true },
  { question: restartsUnlocked, asks: /^fdesetup supports/, spelledOut: [''] },
  { question: volumeUsers, asks: /^diskutil/, items: beginningWith(/^\+-- /), spelledOut: ['[].owner'] },
  { question: offeredUpdates, asks: /^softwareupdate --list/, items: beginningWith(/^\* Label/), openEnd: true },
  { question: installers, asks: /^sh -c full installers/, items: beginningWith(/^\d/, /^== end/) },
  { question: fileVault, asks: /^fdesetup status/, mayLack: /in progress/, openEnd: true },
  { question: defaultInterface, asks: /^route/ },
  { question: sshConnection, asks: /^printenv/ },
  {
    question: job('com.example.mlx-rank'),
    asks: /^launchctl print system\//,
    mayLack: /^\s+(?:pid|last exit code|last terminating signal) = /,
  },
  { question: jobs, asks: /^launchctl print system$/, items: beginningWith(/^\t\t\s*(?:\d+|-)\s/, /^\t\}/) },
  { question: fileStats(BOTH_THERE), asks: /^stat .*1\.safetensors$/ },
  { question: fileStats(ONE_THERE), asks: /^stat .*lab$/ },
  {
    question: filesUnder('/usr/local/macloom/models/kimi'),
    asks: /^find/,
    items: everyLine,
    openEnd: true,
    freeText: true,
  },
  { question: loginUser, asks: /^id / },
  { question: listeners(8080), asks: /^lsof/, items: beginningWith(/^f/), openEnd: true },
  { question: sha256Of('/usr/local/macloom/version'), asks: /^shasum/ },
  { question: freeBytes('/System/Volumes/Data'), asks: /^df/ },
]
