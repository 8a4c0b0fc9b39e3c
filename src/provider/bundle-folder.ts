import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import { badBundle, INDEX, parseIndex, type Entry } from '../bundle/index-file.js'
import type { RecordedMac, Recording } from '../bundle/replay.js'
import { parseSilence, SILENCE } from '../bundle/silence.js'

/** Reads a bundle whole: a folder per Mac. Throws `invalid` naming folder, file, place and remedy. */
export function readBundle(folder: string): RecordedMac[] {
  const macs = macFolders(folder)
  if (macs.length > 0) return macs.map((mac) => readMac(folder, mac))
  const next = existsSync(join(folder, INDEX))
    ? `Name the folder above it: ${INDEX} belongs into a folder of its own for each Mac`
    : `Name the folder that \`macloom record\` wrote: one folder per Mac, each with its ${INDEX}`
  throw badBundle(folder, 'it holds no folder of a Mac', next)
}

/** The names of the Macs in a bundle. Throws `invalid` where there is no such folder. */
function macFolders(folder: string): string[] {
  const entries = attempt(folder, 'Name the folder that `macloom record` wrote', () =>
    readdirSync(folder, { withFileTypes: true }),
  )
  return entries
    .flatMap(({ name }) =>
      !name.startsWith('.') && statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true
        ? [name]
        : [],
    )
    .sort()
}

function readMac(bundle: string, mac: string): RecordedMac {
  const folder = join(bundle, mac)
  const index = join(folder, INDEX)
  if (!existsSync(index)) {
    throw badBundle(folder, `it has no ${INDEX}`, `Write its ${INDEX}, or take the folder out of the bundle`)
  }
  const entries = parseIndex(textOf(index), index)
  const silence = join(folder, SILENCE)
  return {
    mac,
    recordings: entries.map((entry, at) => recording(folder, entry, `${index}, entry ${at + 1}`)),
    silence: existsSync(silence) ? parseSilence(textOf(silence), silence, mac) : null,
  }
}

function recording(folder: string, { argv, exit, stdout, stderr }: Entry, place: string): Recording {
  const read = (name: string) => output(folder, name, place)
  return { argv, reply: { exit, stdout: read(stdout), stderr: stderr === undefined ? '' : read(stderr) } }
}

function output(folder: string, name: string, place: string): string {
  const path = join(folder, name)
  const next = `Put the file there, or correct ${place}`
  const real = attempt(path, next, () => realpathSync(path))
  // A link may lead anywhere on the disk of whoever replays what a stranger sent.
  if (!real.startsWith(`${realpathSync(folder)}${sep}`)) throw badBundle(path, 'it lies outside of the folder', next)
  return textOf(path, next)
}

function textOf(path: string, next = 'Make it readable, or record the Mac again'): string {
  return attempt(path, next, () => readFileSync(path, 'utf8'))
}

function attempt<T>(path: string, next: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw badBundle(path, error instanceof Error ? error.message : String(error), next)
  }
}
