import type { Command } from '../command/command.js'
import { HOLDER, TEMPORARY } from '../command/lock.js'
import type { Tell } from '../command/mac.js'
import { quote, render } from '../command/render.js'
import { scriptOf, withStreams } from './script.js'

export interface Holder {
  readonly operation: string
  readonly what: string
}

/**
 * One script that makes one change under the lock. Marks: `refused <index>` (sudo), `nolock`, `waiting|busy <pid>
 * <operation>`, `step <index>`, `failed <index> <exit>` with stdout, `e` and stderr. It goes on when its client is gone:
 * half a change is worse than a whole one, and the lock tells the next comer.
 */
export function tellScript(sentinel: string, tell: Tell, holder: Holder, lockSeconds: number): string {
  const { commands, accept = {} } = tell
  return scriptOf(sentinel, [
    `trap : HUP PIPE`,
    `stop() { say "$@"; say end; exit 0; }`,
    ...preflight(commands),
    ...takeLock(holder, lockSeconds),
    `bad() { say failed "$1" "$2"; tail -c 16384 "$d/o"; say e; tail -c 16384 "$d/e"; stop .; }`,
    `denied() { w=; read -r w r <"$d/e"; [ "$w" = sudo: ]; }`,
    ...commands.flatMap((command, index) => step(command, String(index), accept[index] ?? [])),
  ])
}

/** sudo says by exit code 1 that this user may not run exactly this command; asked before anything is changed. */
function preflight(commands: readonly Command[]): string[] {
  return commands.flatMap((command, index) => {
    if (!command.root) return []
    const probe = `sudo -n -l ${render({ ...command, root: false })} >/dev/null 2>&1 </dev/null`
    return [`${probe}; [ $? -ne 1 ] || stop refused ${String(index)}`]
  })
}

/**
 * A lock by hard link: it appears at once and whole, with process id and start time of its holder. A holder that no
 * longer runs is moved aside by rename, and moved back if somebody else was quicker.
 */
function takeLock({ operation, what }: Holder, seconds: number): string[] {
  const line = (text: string): string => quote(text.replaceAll(/\s+/g, ' '))
  return [
    `L=${TEMPORARY}/macloom.lock; me="$L.$$"; d=`,
    ...HOLDER,
    `give() { held "$L" && [ "$p" = "$$" ] && rm -f "$L"; rm -rf "$me" "$d"; }`,
    `trap give EXIT`,
    `printf '%s\\n' "$$" "$(started $$)" ${line(`${operation} ${what}`)} >"$me" || stop nolock`,
    `d=$(mktemp -d ${TEMPORARY}/macloom.XXXXXX) || stop nolock`,
    `n=0; until ln "$me" "$L" 2>/dev/null; do held "$L"`,
    `if [ -n "$p" ] && [ -n "$s" ] && [ "$(started "$p")" != "$s" ] && mv "$L" "$me.old" 2>/dev/null; then`,
    `was="$p $s"; held "$me.old"; [ "$p $s" = "$was" ] || ln "$me.old" "$L"; rm -f "$me.old"; continue; fi`,
    `[ $n -lt ${String(seconds)} ] || stop busy "$p" "$o"`,
    `[ $n -gt 0 ] || say waiting "$p" "$o"`,
    `n=$((n+1)); sleep 1; done`,
  ]
}

function step(command: Command, index: string, accepted: readonly number[]): string[] {
  const codes = [0, ...accepted].join('|')
  // sudo's own refusal has exit code 1 as well: it must not pass for a code that the command may end with.
  const refused = command.root && accepted.length > 0 ? [`[ $x -eq 0 ] || ! denied || bad ${index} $x`] : []
  return [
    `say step ${index}`,
    withStreams(command, '>"$d/o" 2>"$d/e"'),
    'x=$?',
    ...refused,
    `case $x in ${codes}) ;; *) bad ${index} $x;; esac`,
  ]
}
