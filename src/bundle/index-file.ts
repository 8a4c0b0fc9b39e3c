import { z } from 'zod'
import { MacTrouble } from '../command/errors.js'

/** The file of a Mac's folder that says which command printed what. */
export const INDEX = 'index.json'

const name = z.string().refine(isInside, 'the name of a file in the same folder')

/** One command that was run on the Mac, and where its raw output lies. */
export const entry = z.strictObject({
  argv: z.array(z.string()).min(1).describe('The words as they were typed, the tool first.'),
  exit: z.number().int().describe('Its exit code; 127 where there is no such tool.'),
  stdout: name.describe('File beside index.json that holds what it printed.'),
  stderr: name.optional().describe('File with what it said on stderr; left out: nothing.'),
})
export type Entry = z.infer<typeof entry>

/** Reads an index.json. `shown` is its path as sentences name it. Throws `invalid` with the place and the remedy. */
export function parseIndex(text: string, shown: string): Entry[] {
  const parsed = z.array(entry).safeParse(jsonIn(text, shown))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw badBundle(shown, `${placeOf(issue?.path ?? [])}${issue?.message ?? 'not as expected'}`, SHAPE)
}

const SHAPE =
  'Write a list of {"argv": ["ibv_devices"], "exit": 0, "stdout": "ibv_devices.txt", "stderr": "ibv_devices.err"}, ' +
  'one for each command that was run'

/** JSON text of a bundle's file. Throws `invalid` with line and column where it breaks off. */
export function jsonIn(text: string, shown: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw badBundle(shown, `no JSON: ${said}`, 'Mend it there, or record the Mac again')
  }
}

/** Something wrong with a file of a bundle. */
export function badBundle(shown: string, seen: string, next: string): MacTrouble {
  return new MacTrouble('invalid', {
    doing: `read the bundle's ${shown}`,
    seen,
    unchanged: 'No Mac was looked at',
    next,
  })
}

// Whoever sends a bundle names files of it, and of nothing else on the reader's disk.
function isInside(file: string): boolean {
  return file !== '' && !/[\\\0]/.test(file) && !file.startsWith('/') && !file.split('/').includes('..')
}

function placeOf(path: readonly PropertyKey[]): string {
  const [index, ...rest] = path
  if (typeof index !== 'number') return ''
  return `entry ${index + 1}${rest.length === 0 ? '' : `, ${rest.map(String).join('.')}`}: `
}
