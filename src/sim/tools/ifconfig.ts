import type { Tool, ToolCall, ToolReply } from '../world.js'
import { changeInterface } from './ifconfig-changes.js'
import { changeBridge } from './ifconfig-bridge.js'
import { allInterfaces, oneInterface } from './ifconfig-prints.js'
import { fail, ok, unknownArguments } from './reply.js'

export const ifconfig: Tool = {
  name: 'ifconfig',
  reads: (_, mac) => {
    const names = ['lo0', ...Object.keys(mac.kernel.interfaces), ...Object.keys(mac.kernel.bridges)]
    return [[], ['-a'], ...names.map((name) => [name])]
  },
  call: (call) => {
    const [name, ...words] = call.argv
    if (name === undefined || (name === '-a' && words.length === 0)) return ok(allInterfaces(call.mac))
    if (name.startsWith('-')) return unknownArguments('ifconfig', call.argv)
    if (words.length === 0) return show(call, name)
    return change(call, name, words)
  },
}

function show(call: ToolCall, name: string): ToolReply {
  const text = oneInterface(call.mac, name)
  return text === null ? missing(name) : ok(text)
}

function missing(name: string): ToolReply {
  return fail(1, `ifconfig: interface ${name} does not exist\n`)
}

function change(call: ToolCall, name: string, words: readonly string[]): ToolReply {
  const bridge = /^bridge\d+$/.test(name)
  const exists = bridge ? call.mac.kernel.bridges[name] : call.mac.kernel.interfaces[name]
  if (!exists && !(bridge && words.join(' ') === 'create')) return missing(name)
  const reply = bridge ? changeBridge(call, name, words) : changeInterface(call, name, words)
  return reply ?? unknownArguments('ifconfig', call.argv)
}
