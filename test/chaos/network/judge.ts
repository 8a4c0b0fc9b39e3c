import type { Bench } from '../../sim/lab.js'

// What another Mac, or a lease, decides: not how this one is configured.
const BY_CHANCE = /^\s*(?:IP address: 169\.254\.|inet 169\.254\.|Subnet mask: 255\.255\.0\.0$|Router: )/

const DUMP = [
  'networksetup -listallhardwareports',
  'networksetup -listnetworkserviceorder',
  'networksetup -getcurrentlocation',
  'plutil -extract VirtualNetworkInterfaces.Bridge json -o - "$MACLOOM_ROOT"/Library/Preferences/SystemConfiguration/preferences.plist',
  'ifconfig | grep -E "flags=|member:|inet "',
  "networksetup -listallnetworkservices | sed -n '2,$p' | while IFS= read -r name; do",
  '  networksetup -getinfo "${name#\\*}"',
  'done',
].join('\n')

/** The whole network of a Mac in the words of its own tools, over a connection of its own: what the judge compares. */
export async function networkOf(bench: Bench, mac: string): Promise<string> {
  const { exit, stdout, stderr } = await bench.ssh(mac, 'exec sh -s', DUMP)
  if (exit !== 0) throw new Error(`${mac} cannot be reached: ${stderr}`)
  return stdout
    .split('\n')
    .filter((line) => !BY_CHANCE.test(line))
    .join('\n')
}

/** What of a timer is left on a Mac: files, the launchd job and its file. Empty when nothing is. */
export async function leftovers(bench: Bench, mac: string): Promise<string> {
  const script = [
    'ls "$MACLOOM_ROOT"/Library/LaunchDaemons "$MACLOOM_ROOT"/usr/local/macloom/timers 2>/dev/null | grep -E "macloom|Fabric"',
    'launchctl print system | grep -o "com.macloom.*"',
    ':',
  ].join('\n')
  return (await bench.ssh(mac, 'exec sh -s', script)).stdout.trim()
}
