// @ts-check
// Plays tee, cat, dd and cp on a Mac whose disk is full: takes the bytes that still fit and fails as macOS does.
// `node full-disk.mjs <run folder of the Mac> <tool> <arguments…>`
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const [run = '', tool = '', ...words] = process.argv.slice(2)
const flags = words.filter((word) => word.startsWith('-')).join('')
const operands = words.filter((word) => !word.startsWith('-'))
const value = (/** @type {string} */ name) =>
  operands.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)

// The sim's SFTP server reads and writes the same file: what is left of which fault's value.
const fault = readFileSync(join(run, 'faults', 'disk-full'), 'utf8') || '0'
let left = Number(fault)
try {
  const [of, rest] = readFileSync(join(run, 'room'), 'utf8').split(' ')
  if (of === fault) left = Number(rest)
} catch {
  // Nothing has been written since the disk filled up.
}

const { input, outputs, name } = roles()
let full = false
for (const output of outputs) {
  const bytes = output.disk ? input.subarray(0, left) : input
  writeSync(output.fd, bytes)
  if (!output.disk) continue
  left -= bytes.length
  full ||= bytes.length < input.length
  if (output.fd > 2) closeSync(output.fd)
}
writeFileSync(join(run, 'room'), `${fault} ${left}`)
if (full) {
  process.stderr.write(`${tool}: ${name}: No space left on device\n`)
  process.exitCode = 1
}

function roles() {
  const onto = (/** @type {string} */ path, /** @type {string} */ mode) => ({ fd: openSync(path, mode), disk: true })
  if (tool === 'tee') {
    const files = operands.map((path) => onto(path, flags.includes('a') ? 'a' : 'w'))
    return { input: readFileSync(0), outputs: [...files, { fd: 1, disk: false }], name: operands[0] ?? 'stdin' }
  }
  if (tool === 'cp') {
    const [from = '', to = ''] = operands
    return { input: readFileSync(from), outputs: [onto(to, 'w')], name: to }
  }
  if (tool === 'dd') {
    const [from, to] = [value('if'), value('of')]
    return {
      input: readFileSync(from ?? 0),
      outputs: [to === undefined ? { fd: 1, disk: false } : onto(to, 'w')],
      name: to ?? 'stdout',
    }
  }
  const whole = operands.length === 0 ? readFileSync(0) : Buffer.concat(operands.map((path) => readFileSync(path)))
  return { input: whole, outputs: [{ fd: 1, disk: true }], name: 'stdout' }
}
