import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml'
import { inShort } from './in-short.js'
import type { LabTrouble } from './trouble.js'

/** Keys and list indexes that lead to a value. */
export type Path = readonly PropertyKey[]

/** Something wrong at a path, before it has a line. `onKey` points at the key in place of its value. */
export interface Remark {
  readonly path: Path
  readonly message: string
  readonly onKey?: boolean
}

/** A YAML text that knows where each of its values stands. */
export interface Placed {
  readonly data: unknown
  /** What is wrong with the YAML itself; `data` is not to be trusted when there is any. */
  readonly broken: readonly LabTrouble[]
  trouble(remark: Remark): LabTrouble
}

/** Reads YAML without giving up at the first mistake. Never throws. */
export function readYaml(text: string, file: string): Placed {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false })
  const at = (offset: number, path: string, message: string): LabTrouble => {
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), path, message }
  }
  const broken = document.errors.map((error) => at(error.pos[0], '', `not readable as YAML: ${error.message}`))
  const data = broken.length > 0 ? null : plain(document, (message) => broken.push(at(0, '', message)))
  broken.push(...repeatedKeys(document, lines, at))
  const trouble = ({ path, message, onKey = false }: Remark): LabTrouble =>
    at(offsetOf(document, path, onKey), path.map((step) => inShort(String(step))).join('.'), message)
  return { data, broken, trouble }
}

function plain(document: Document.Parsed, complain: (message: string) => void): unknown {
  try {
    return document.toJS() as unknown
  } catch (error) {
    complain(`not readable as YAML: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

function repeatedKeys(
  document: Document.Parsed,
  lines: LineCounter,
  at: (offset: number, path: string, message: string) => LabTrouble,
): LabTrouble[] {
  const found: LabTrouble[] = []
  visit(document, {
    Map: (_, map) => {
      const first = new Map<string, number>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        const word = String(key.value)
        const offset = key.range?.[0] ?? 0
        const before = first.get(word)
        if (before === undefined) first.set(word, offset)
        else
          found.push(at(offset, word, `the key ${word} stands here twice; first in line ${lines.linePos(before).line}`))
      }
    },
  })
  return found
}

/** Where a person should look: the value when it is one word, else its key; the nearest parent when it is missing. */
function offsetOf(document: Document.Parsed, path: Path, onKey: boolean): number {
  let node: unknown = document.contents
  let key = 0
  for (const step of path) {
    const next = child(document, node, step)
    if (next === null) return key
    key = next.key
    node = next.value
  }
  const short = isScalar(node) || (isSeq(node) && node.flow === true)
  return !onKey && short ? start(node, key) : key
}

function child(document: Document.Parsed, parent: unknown, step: PropertyKey): { key: number; value: unknown } | null {
  const node: unknown = isAlias(parent) ? parent.resolve(document) : parent
  if (isMap(node)) {
    const pair = node.items.findLast((item) => isScalar(item.key) && String(item.key.value) === String(step))
    return pair === undefined ? null : { key: start(pair.key, 0), value: pair.value }
  }
  if (isSeq(node) && typeof step === 'number') {
    const value = node.items[step]
    return value === undefined ? null : { key: start(value, 0), value }
  }
  return null
}

function start(node: unknown, otherwise: number): number {
  return (node as Node | null)?.range?.[0] ?? otherwise
}
