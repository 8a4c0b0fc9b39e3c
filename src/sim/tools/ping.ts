import { stationsOn } from '../reach.js'
import type { SimMac, Tool, ToolReply, World } from '../world.js'
import { connected } from './route.js'
import { fail, ok, unknownArguments } from './reply.js'

/** `ping [-c N] [-t|-W|-i|-S value] [-q|-n] ADDRESS`: an answer, or the silence of a dead link. */
export const ping: Tool = {
  name: 'ping',
  call: ({ world, mac, argv }) => {
    const parsed = parse(argv)
    if (!parsed) return unknownArguments('ping', argv)
    const { target, count } = parsed
    if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(target)) return fail(68, `ping: cannot resolve ${target}: Unknown host\n`)
    const head = `PING ${target} (${target}): 56 data bytes\n`
    if (isOwn(mac, target) || answers(world, mac, target)) return ok(head + echoes(target, count))
    return silence(head, target, count)
  },
}

function parse(argv: readonly string[]): { target: string; count: number } | null {
  let count = 1
  const words = [...argv]
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-c') count = Number(words.shift())
    else if (/^-[tWiS]$/.test(word)) words.shift()
    else if (!word.startsWith('-')) return words.length > 0 || !(count > 0) ? null : { target: word, count }
    else if (!/^-[nq]+$/.test(word)) return null
  }
  return null
}

function isOwn(mac: SimMac, target: string): boolean {
  const all = [...Object.values(mac.kernel.interfaces), ...Object.values(mac.kernel.bridges)]
  return target.startsWith('127.') || all.some((port) => port.addresses.some((one) => one.address === target))
}

function answers(world: World, mac: SimMac, target: string): boolean {
  const device = mac.kernel.routes[target] ?? connected(mac, target)
  if (device === undefined) return false
  return stationsOn(world, mac, device).some((station) => station.addresses.includes(target))
}

// The time is a figure of the sim, not of a cable.
function echoes(target: string, count: number): string {
  const lines = Array.from(
    { length: count },
    (_, at) => `64 bytes from ${target}: icmp_seq=${at} ttl=64 time=0.412 ms\n`,
  )
  const head = `\n--- ${target} ping statistics ---\n${count} packets transmitted, ${count} packets received, `
  return `${lines.join('')}${head}0.0% packet loss\nround-trip min/avg/max/stddev = 0.412/0.412/0.412/0.000 ms\n`
}

function silence(head: string, target: string, count: number): ToolReply {
  const lines = Array.from({ length: count - 1 }, (_, at) => `Request timeout for icmp_seq ${at}\n`)
  const end = `\n--- ${target} ping statistics ---\n${count} packets transmitted, 0 packets received, 100.0% packet loss\n`
  return { stdout: head + lines.join('') + end, stderr: '', exit: 2 }
}

/** `ping6 -c N ff02::1%enX`: everybody on the segment answers with the link-local address. */
export const ping6: Tool = {
  name: 'ping6',
  call: ({ world, mac, argv }) => {
    const device = /^ff02::1%(\w+)$/.exec(argv.at(-1) ?? '')?.[1]
    if (device === undefined || argv[0] !== '-c' || argv.length !== 3) return unknownArguments('ping6', argv)
    const stations = stationsOn(world, mac, device)
    const lines = stations.map((one) => {
      const address = one.mac.kernel.interfaces[one.device]?.linkLocal ?? ''
      return `16 bytes from ${address}%${device}, icmp_seq=0 hlim=64 time=0.412 ms\n`
    })
    const sum = `--- ff02::1%${device} ping6 statistics ---\n1 packets transmitted, ${stations.length} packets received\n`
    return { stdout: `${lines.join('')}\n${sum}`, stderr: '', exit: stations.length > 0 ? 0 : 2 }
  },
}
