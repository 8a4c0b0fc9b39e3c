import { z } from 'zod'
import { inShort } from './in-short.js'
import { hint } from './near.js'
import type { Path, Remark } from './place.js'

type Issue = z.core.$ZodIssue

/** Turns what zod found into remarks a person can act on: expected, found, nearest valid word. */
export function remarksOn(error: z.ZodError, data: unknown, keysAt: (path: Path) => readonly string[]): Remark[] {
  return error.issues.flatMap((issue) => remarks(issue, [], data, keysAt))
}

function remarks(
  issue: Issue,
  above: Path,
  data: unknown,
  keysAt: (path: Path) => readonly string[],
): readonly Remark[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key ${inShort(key)}${/^\d+$/.test(key) ? COMMA : hint(key, keysAt(path))}`,
      onKey: true,
    }))
  }
  if (issue.code === 'invalid_key') {
    const what = issue.issues.map((inner) => inner.message).join('; ')
    return [{ path, message: `expected a name made of ${what}, found ${said(path.at(-1))}`, onKey: true }]
  }
  if (issue.code === 'invalid_union') {
    const closest = closestBranch(issue.errors)
    if (closest !== null) return closest.flatMap((inner) => remarks(inner, path, data, keysAt))
  }
  return [{ path, message: mismatch(issue, valueAt(data, path)) }]
}

/** `{ model: Mac15,14 }` is the model Mac15 and a key 14 to YAML. */
const COMMA = '; between { and } a comma ends a value, so write a text with a comma in quotes'

/** The alternative whose shape was right and whose content was not, when there is exactly one. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const inside = branches.filter((branch) => branch.every((issue) => issue.path.length > 0 || isDeep(issue)))
  return inside.length === 1 ? (inside[0] ?? null) : null
}

function isDeep(issue: Issue): boolean {
  return issue.code === 'unrecognized_keys'
}

function mismatch(issue: Issue, found: unknown): string {
  if (found === undefined) return `missing; expected ${expected(issue)}`
  const words = wordsOf(issue)
  const near = typeof found === 'string' && words.length > 1 ? hint(found, words) : ''
  const quotes = typeof found !== 'string' && wantsText(issue) ? '; write it in quotes' : ''
  return `expected ${expected(issue)}, found ${said(found)}${near}${quotes}`
}

/** What a value must be, as the middle of a sentence. */
function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.map(String).join(' or ')
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(expected))].join(' or ')
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.message
    case 'too_small':
      return issue.origin === 'string' ? 'some text' : amount('at least', issue.minimum, issue.origin)
    case 'too_big':
      return amount('at most', issue.maximum, issue.origin)
    default:
      return issue.message
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'keys with values',
  record: 'names with values',
  array: 'a list',
}

const FORMATS: Readonly<Record<string, string>> = {
  url: 'a URL',
  cidrv4: 'an IPv4 subnet, for example 10.77.0.0/16',
  starts_with: 'an absolute path',
}

function amount(limit: string, count: number | bigint, origin: string): string {
  return origin === 'array' ? `${limit} ${count} entries` : `a number of ${limit} ${count}`
}

function wordsOf(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String)
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(wordsOf) : []
}

function wantsText(issue: Issue): boolean {
  if (issue.code === 'invalid_union') return issue.errors.flat().some(wantsText)
  return issue.code === 'invalid_type' && issue.expected === 'string'
}

function said(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object') return 'keys with values'
  return typeof value === 'string' ? JSON.stringify(inShort(value)) : `the ${typeof value} ${JSON.stringify(value)}`
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    data,
  )
}
