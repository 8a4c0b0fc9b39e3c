import { createHmac } from 'node:crypto'

/** Bytes that stand in for others: the same for the same, under a key that is thrown away with the recording. */
export type Scramble = (what: string, from: Uint8Array | string, length: number) => Uint8Array

export function scrambler(key: string): Scramble {
  return (what, from, length) => createHmac('sha256', key).update(`${what}\0`).update(from).digest().subarray(0, length)
}

/** Six letters and digits that stand for a name. */
export function tag(scramble: Scramble, what: string, name: string): string {
  return hex(scramble(what, name, 3))
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function bytesOf(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits, 'hex'))
}

/** Letters of the stand-in are as large as those of the original. */
export function inCaseOf(original: string, standIn: string): string {
  return /[A-F]/.test(original) ? standIn.toUpperCase() : standIn.toLowerCase()
}
