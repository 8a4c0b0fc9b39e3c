import type { Random } from './random.js'

/** Changes bytes inside lines. Nothing that was said is wholly gone, so nothing may be missing from an answer. */
export type Damage = (text: string, random: Random) => string

const STRANGE = [
  ...['\0', '\uFEFF', '\uD800', '\uDC00', '\u02c7', '\u202E', '\u00A0', '\u001B[0m', '🦊', '\r', '\t', ' '],
  ...['{', '}', '"', '[', ']', ':', '=', '(', ')', '%', '\\', '-1', '1e999', 'null', 'none', '__proto__'],
]

// What macOS prints in other languages, or a careless translation of what it prints in English.
const FOREIGN = [
  ...['Pont Thunderbolt', 'Automatique', 'Brücke', 'aktiv', 'inactif', 'désactivé', 'Gerät', 'Périphérique', 'ja'],
  ...['nein', 'oui', 'なし', 'ブリッジ', 'はい', '网桥', '自动', 'нет', 'да', 'ninguno', 'État', 'Router-Adresse'],
]

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))

/** A few characters. What follows another damage is small, or two could wipe out a line without a trace. */
export const SMALL: readonly Damage[] = [
  (text, random) => replace(text, place(text, random), 1, random.pick(PRINTABLE)),
  (text, random) => replace(text, place(text, random), 1, random.pick(PRINTABLE)),
  (text, random) => replace(text, place(text, random), 1, random.pick(STRANGE)),
  (text, random) => replace(text, place(text, random), 0, random.pick(STRANGE)),
  (text, random) => replace(text, place(text, random), 1 + random.at(4), ''),
  (text, random) => {
    const at = place(text, random)
    return replace(text, at, 0, oneLine(text.slice(at, at + 1 + random.at(6))))
  },
]

export const DAMAGES: readonly Damage[] = [
  ...SMALL,
  (text, random) => word(text, random, () => random.pick(FOREIGN)),
  (text, random) => word(text, random, () => '9'.repeat(1 + random.at(40))),
  (text, random) => word(text, random, (old) => old.toUpperCase()),
  // The end of a line is lost.
  (text, random) =>
    line(text, random, (old) => old.slice(0, Math.ceil(old.length / 2) + random.at(Math.ceil(old.length / 2)))),
  // The beginning of a line is lost, but for something that is left.
  (text, random) => line(text, random, (old) => old.slice(random.at(Math.ceil(old.length / 2)))),
  // Two lines run together, or one is broken in two.
  (text, random) => ends(text, random, ''),
  (text, random) => ends(text, random, '\r\n'),
  (text, random) => replace(text, place(text, random), 0, '\n'),
]

function replace(text: string, at: number, length: number, by: string): string {
  const end = Math.min(at + length, endOfLine(text, at))
  return text.slice(0, at) + by + text.slice(end)
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ')
}

// A place that holds a visible character, where there is one near.
function place(text: string, random: Random): number {
  const at = random.at(text.length + 1)
  const found = text.slice(at, at + 40).search(/\S/)
  return found < 0 ? at : at + found
}

function word(text: string, random: Random, by: (old: string) => string): string {
  const at = place(text, random)
  const match = /^[\w.]+/.exec(text.slice(at, at + 60))
  return match === null ? replace(text, at, 1, by('')) : replace(text, at, match[0].length, by(match[0]))
}

function line(text: string, random: Random, by: (old: string) => string): string {
  const lines = text.split('\n')
  const at = random.at(lines.length)
  const old = lines[at] ?? ''
  if (old.trim() === '') return replace(text, place(text, random), 1, '?')
  const now = by(old)
  // Something of the line must be left, or it is not damage but omission.
  lines[at] = now.trim() === '' ? old.trim().slice(0, 1) : now
  return lines.join('\n')
}

function ends(text: string, random: Random, by: string): string {
  const at = endOfLine(text, random.at(text.length + 1))
  return at >= text.length ? `${text}?` : text.slice(0, at) + by + text.slice(at + 1)
}
