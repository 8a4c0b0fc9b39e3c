import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { census } from './census.js'
import { looks } from './looks.js'
import { labRoundTrips } from './lab-round-trips.js'
import { load, machine, type Extent, type Figure } from './measure.js'
import { nothingToDo } from './nothing-to-do.js'
import { providerStart } from './provider-start.js'
import { roundTrips } from './round-trips.js'
import { figureTable } from './table.js'
import { unreachable } from './unreachable.js'

type Part = (folder: string, extent: Extent) => Promise<readonly Figure[]>

const PARTS: Readonly<Record<string, Part>> = {
  start: (_folder, extent) => providerStart(extent),
  looks,
  'round-trips': roundTrips,
  'lab-round-trips': labRoundTrips,
  'nothing-to-do': nothingToDo,
  unreachable,
  census,
}

const QUICK: Extent = { repeats: 1, counts: [2] }
const WHOLE: Extent = { repeats: 5, counts: [2, 10, 50] }

interface Taken {
  readonly part: string
  readonly loadBefore: number
  readonly loadAfter: number
  readonly figures: readonly Figure[]
}

/** `[--quick] [part …]`: all parts when none is named. */
async function main(words: readonly string[]): Promise<void> {
  const named = words.filter((word) => !word.startsWith('--'))
  const unknown = named.find((word) => PARTS[word] === undefined)
  if (unknown !== undefined)
    throw new Error(`there is no part ${unknown}; the parts are ${Object.keys(PARTS).join(', ')}`)
  const extent = words.includes('--quick') ? QUICK : WHOLE
  const at = new Date().toISOString()
  const taken: Taken[] = []
  for (const [part, work] of Object.entries(PARTS)) {
    if (named.length > 0 && !named.includes(part)) continue
    const one = await take(part, work, extent)
    taken.push(one)
    say(`\n${part} (load ${one.loadBefore} before, ${one.loadAfter} after)\n${figureTable(one.figures)}`)
  }
  say(`\nstored in ${store(at, { at, machine: machine(), extent, taken })}`)
}

async function take(part: string, work: Part, extent: Extent): Promise<Taken> {
  const folder = mkdtempSync(join(tmpdir(), 'macloom-bench-'))
  const loadBefore = load()
  try {
    const figures = await work(join(folder, part), extent)
    return { part, loadBefore, loadAfter: load(), figures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function store(at: string, results: object): string {
  const file = join('bench-results', `${at.replaceAll(':', '-').slice(0, 19)}.json`)
  mkdirSync('bench-results', { recursive: true })
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  return file
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

await main(process.argv.slice(2))
