// @ts-check
// The RDMA devices of this Mac as a rank finds them: it runs the bare tool, and opens them at the sim, which plays the kernel.
import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync } from 'node:fs'
import { connect } from 'node:net'
import { door, leave, mac } from './surroundings.mjs'

/** @typedef {{name: string, active: boolean, gids: readonly string[]}} Device */

/** @returns {Device[]} what `ibv_devinfo -v` prints */
function devices() {
  try {
    const text = execFileSync('ibv_devinfo', ['-v'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return text
      .split(/^hca_id:\t/m)
      .slice(1)
      .map(deviceFrom)
  } catch {
    // No devices, or a macOS without the tool.
    return []
  }
}

/** @param {string} block @returns {Device} */
function deviceFrom(block) {
  /** @type {string[]} */
  const gids = []
  for (const [, at, gid = ''] of block.matchAll(/^\s+GID\[\s*(\d+)\]:\s+(\S+)$/gm)) gids[Number(at)] = gid
  return { name: block.split('\n')[0] ?? '', active: /^\s+state:\s+PORT_ACTIVE \(4\)$/m.test(block), gids }
}

/**
 * Opens devices, with a protection domain on each, and gives them back when this process ends by itself.
 * @param {readonly string[]} names
 * @returns {Promise<{gids: readonly string[], reach: readonly (readonly string[])[]}>} own GIDs, and those at the other ends
 */
export async function openDevices(names) {
  const all = devices()
  const own = names.map((name) => {
    const found = all.find((each) => each.name === name)
    return found ?? leave(`[jaccl] Could not find device ${name} (${all.length} available)`)
  })
  // The device of a port that is down opens, and has no domain to give (facts 1.8).
  if (own.some(({ active }) => !active)) noDomain()
  const { refused, file, reach } = await ask({ verb: 'open devices', mac, pid: process.pid, devices: names })
  if (refused !== null) noDomain()
  process.on('exit', () => renameSync(file, `${file}.closed`))
  return { gids: own.map(({ gids }) => ipv4(gids)), reach }
}

/** @returns {never} */
function noDomain() {
  return leave("[jaccl] Couldn't allocate protection domain")
}

/** @param {readonly string[]} gids */
function ipv4(gids) {
  const at = gids.findIndex((gid) => gid?.startsWith('::ffff:'))
  // MLX finds the GID wherever it is and then sends from index 1 (lib/jaccl/rdma.cpp, sgid_index).
  if (at > 1) leave('[jaccl] Changing queue pair to RTR failed with errno 22')
  return (
    gids[at] ??
    leave(
      '[jaccl] No IPv4-mapped GID for this device. Thunderbolt RDMA ports only publish one once the interface has an ' +
        'IPv4 address; assign a link-local address to it, for example: ifconfig <interface> inet 169.254.0.1 netmask ' +
        '255.255.0.0 alias',
    )
  )
}

/** @param {object} request @returns {Promise<any>} */
function ask(request) {
  const [port, token] = readFileSync(door, 'utf8').trim().split(' ')
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => leave('the sim does not run'))
    socket.on('data', (chunk) => (text += chunk))
    socket.on('end', () => {
      const answer = JSON.parse(text)
      resolve('error' in answer ? leave(`sim: ${answer.error}`) : answer.value)
    })
    socket.write([token, 'control', JSON.stringify(request), ''].join('\0'))
  })
}
