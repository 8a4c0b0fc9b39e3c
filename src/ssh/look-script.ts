import type { Question } from '../command/question.js'
import { TEMPORARY } from '../command/lock.js'
import { STREAM_CAP } from './frame.js'
import { scriptOf, withStreams } from './script.js'

/**
 * One script that asks all questions at once. Each runs by itself, with its streams in files of a private folder, and
 * is told as soon as it is done: a mark `o <index> <exit>`, stdout, a mark `e`, stderr, a mark `.`. There is no
 * timeout(1) on macOS, so the deadlines are ours: when we close stdin, what still runs is ended. `ulimit -f` (blocks of
 * 512 or 1024 bytes) keeps a mad tool from filling the Mac's disk.
 */
export function lookScript(sentinel: string, questions: readonly Question<unknown>[]): string {
  return scriptOf(sentinel, [
    `d=$(mktemp -d ${TEMPORARY}/macloom.XXXXXX) || { say nofolder; exit 73; }`,
    `trap 'rm -rf "$d"' EXIT`,
    `trap 'exit 129' HUP INT PIPE TERM`,
    `printf '\\n%s e\\n' "$S" >"$d/m"; printf '\\n%s .\\n' "$S" >"$d/z"`,
    'exec 3<&0',
    GUARD,
    `f() { echo "$2" >"$d/$1.p"; wait "$2"; x=$?; : >"$d/$1.p"; echo "$1 $x"; }`,
    '(',
    `ulimit -f ${String(STREAM_CAP / 512)}`,
    ...questions.map((question, index) => launch(question, String(index))),
    `) 3<&- 2>/dev/null | {`,
    `n=0; while [ $n -lt ${String(questions.length)} ] && read -r i x; do n=$((n+1))`,
    `say o "$i" "$x"; cat "$d/$i.o" "$d/m" "$d/$i.e" "$d/z"; done; }`,
  ])
}

/** Waits for the end of stdin and then ends what is still running. */
const GUARD = [
  '( read -r x; for p in "$d"/*.p; do x=; read -r x <"$p" && [ -n "$x" ] && kill "$x"; done ) <&3 >/dev/null 2>&1 &',
].join('\n')

function launch({ command }: Question<unknown>, index: string): string {
  return `( ${withStreams(command, `>"$d/${index}.o" 2>"$d/${index}.e"`)} & f ${index} $! ) &`
}
