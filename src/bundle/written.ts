import { INDEX, type Entry } from './index-file.js'
import type { RecordedMac } from './replay.js'
import type { Redaction } from './redact/redaction.js'
import type { Taped } from './tap.js'
import { SILENCE, silenceText } from './silence.js'

/** Everything that was caught of one Mac. */
export interface TapedMac extends RecordedMac {
  readonly recordings: readonly Taped[]
}

/** The files of one Mac's folder by name, redacted. */
export function filesOf({ recordings, silence }: TapedMac, redact: Redaction): Readonly<Record<string, string>> {
  const sorted = [...recordings].sort((a, b) => (a.name < b.name ? -1 : 1))
  const rows = sorted.map((recording) => rowOf(recording, redact))
  const index = `${JSON.stringify(
    rows.map(({ entry }) => entry),
    null,
    2,
  )}\n`
  return {
    ...Object.fromEntries(rows.flatMap(({ files }) => files)),
    [INDEX]: index,
    ...(silence !== null && { [SILENCE]: redact(silenceText(silence)) }),
  }
}

function rowOf({ name: question, argv, reply }: Taped, redact: Redaction) {
  const name = redact(question).replaceAll(/[^\w.]+/g, '-')
  // The script after -c is ours: it names nobody, and it is what the replay goes by.
  const entry: Entry = {
    argv: argv.map((word, index) => (argv[index - 1] === '-c' ? word : redact(word))),
    exit: reply.exit,
    stdout: `${name}.stdout`,
    stderr: `${name}.stderr`,
  }
  const files = [
    [entry.stdout, redact(reply.stdout)],
    [`${name}.stderr`, redact(reply.stderr)],
  ] as const
  return { entry, files }
}
