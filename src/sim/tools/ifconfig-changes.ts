import { settle } from '../kernel.js'
import type { KernelInterface, ToolCall, ToolReply } from '../world.js'
import { fail, ok } from './reply.js'

/** Changes of an ordinary interface; null = not these arguments. All of it is gone at the next boot. */
export function changeInterface(call: ToolCall, name: string, words: readonly string[]): ToolReply | null {
  const port = call.mac.kernel.interfaces[name]
  const steps = port ? parse(words) : null
  if (!port || !steps) return null
  if (!call.root) return fail(1, notPermitted(words))
  for (const step of steps) step(port)
  settle(call.world)
  return ok()
}

function notPermitted(words: readonly string[]): string {
  const [first = ''] = words
  if (first === 'up' || first === 'down') return `ifconfig: ${first}: permission denied\n`
  return 'ifconfig: ioctl (SIOCAIFADDR): permission denied\n'
}

type Step = (port: KernelInterface) => void

// `up`, `down`, `[inet] A/30 [up]`, `[inet] A netmask M [alias|up]`, `[inet] A delete|-alias`
function parse(words: readonly string[]): Step[] | null {
  const [first, ...rest] = words
  if (first === undefined) return []
  if (first === 'up' || first === 'down') {
    const more = parse(rest)
    return more && [(port) => void (port.up = first === 'up'), ...more]
  }
  const [where = '', ...after] = first === 'inet' ? rest : words
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(where)
  const address = match?.[1]
  if (address === undefined) return null
  if (after.length === 1 && (after[0] === 'delete' || after[0] === '-alias')) return [(port) => drop(port, address)]
  const netmask = after[0] === 'netmask' ? dotted(after[1] ?? '') : fromPrefix(Number(match?.[2] ?? 24))
  const more = parse((after[0] === 'netmask' ? after.slice(2) : after).filter((word) => word !== 'alias'))
  return netmask === null || !more ? null : [(port) => give(port, address, netmask), ...more]
}

function give(port: KernelInterface, address: string, netmask: string): void {
  drop(port, address)
  port.addresses.push({ address, netmask, from: 'ifconfig' })
}

function drop(port: KernelInterface, address: string): void {
  port.addresses = port.addresses.filter((one) => one.address !== address)
}

function fromPrefix(bits: number): string {
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.')
}

function dotted(mask: string): string | null {
  if (/^0x[0-9a-f]{8}$/i.test(mask)) return fromNumber(Number.parseInt(mask, 16))
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(mask) ? mask : null
}

function fromNumber(mask: number): string {
  return [24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.')
}
