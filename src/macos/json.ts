import { Unreadable } from '../command/errors.js'

export type JsonRecord = Readonly<Record<string, unknown>>

/** JSON text as a value; a cut-off text is unreadable. Key order and escapes do not matter, which is why nobody matches text. */
export function json(tool: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Unreadable(tool, 'JSON', text)
  }
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function record(tool: string, what: string, value: unknown): JsonRecord {
  if (!isRecord(value)) throw new Unreadable(tool, what, show(value))
  return value
}

export function array(tool: string, what: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unreadable(tool, what, show(value))
  return value
}

/** The text under a key that must be there. */
export function text(tool: string, from: JsonRecord, key: string): string {
  const value = from[key]
  if (typeof value !== 'string' || value === '') throw new Unreadable(tool, `text under ${key}`, show(from))
  return value
}

/** The text under a key that may be missing; anything else than text is unreadable. */
export function optionalText(tool: string, from: JsonRecord, key: string): string | null {
  return from[key] === undefined ? null : text(tool, from, key)
}

/** A value as it stands in an error sentence. */
export function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
