import { fileURLToPath } from 'node:url'
import type { OrdinaryTool } from './ordinary-tools.js'
import { OWNERSHIP } from './ownership.js'

/** Exit code of a word that the sim does not know: EX_USAGE of sysexits.h, so that nothing mistakes it for an answer. */
export const UNKNOWN = 64

/** A script that lets the agreed words through to the host's own tool and fails loudly on any other. */
export function guard(name: string, tool: OrdinaryTool, program: string): string {
  // Without this GNU tools take options after operands and print sizes that BSD tools would not.
  const run = `POSIXLY_CORRECT=1 exec ${single(program)} "$@"`
  if (tool.check === 'nothing') return `#!/bin/sh\n${run}\n`
  // bash would turn into a POSIX shell, and the children of these would inherit the word.
  const plain = ['sh', 'bash', 'env', 'nohup', 'xargs', 'find'].includes(name) ? `exec ${single(program)} "$@"` : run
  const before = [
    ...(tool.complains ? complaint(name) : []),
    ...(tool.writes ? permission(name, tool.writes) : []),
    ...(name in FULL ? [full(name)] : []),
  ]
  return [
    '#!/bin/sh',
    ...refusal(name),
    'skip= n=0',
    'for word do',
    ...checks(tool),
    'done',
    ...before,
    plain,
    '',
  ].join('\n')
}

/** What root owns is not for the login user to change, and what lies outside the private folder is nobody's. */
function permission(name: string, writes: NonNullable<OrdinaryTool['writes']>): string[] {
  const [which, how] = WRITERS[writes]
  return [
    OWNERSHIP,
    'allowed() {',
    `  inside "$1" || refuse "$1, which is outside of this Mac,"`,
    `  ${how} || { printf '%s\\n' "${name}: $1: Permission denied" >&2; exit 1; }`,
    '}',
    `writes() { shift "$n"; ${which}; }`,
    'writes "$@"',
  ]
}

/** When these write to the disk, the fault `disk full` has a say. */
const FULL: Readonly<Record<string, string>> = { cat: '[ -f /dev/fd/1 ]', cp: '[ $# = 2 ]', dd: ':', tee: ':' }

function full(name: string): string {
  const player = fileURLToPath(new URL('./full-disk.mjs', import.meta.url))
  const words = [process.execPath, player].map(single).join(' ')
  const run = '"${0%/bin/*}"/run'
  return `[ -e ${run}/faults/disk-full ] && ${FULL[name]} && exec ${words} ${run} ${name} "$@"`
}

const LAST = 'for path do :; done; [ -z "${path-}" ] || allowed "$path"'
const EACH = 'for path do allowed "$path"; done'

/** Which operands a tool changes, and what must hold of them. */
const WRITERS: Readonly<Record<NonNullable<OrdinaryTool['writes']>, readonly [string, string]>> = {
  makes: [EACH, '[ -e "$place" ] || may_change "$place"'],
  moves: [EACH, 'may_change "$place"'],
  removes: [EACH, '{ [ ! -e "$place" ] && [ ! -L "$place" ]; } || may_change "$place"'],
  'writes into': [EACH, 'may_write "$place"'],
  modes: [`shift; ${EACH}`, 'may_write "$place"'],
  'writes the last': [LAST, 'may_write "$place"'],
  of: ['for path do case $path in of=*) allowed "${path#of=}" ;; esac; done', 'may_write "$place"'],
}

function refusal(name: string): string[] {
  return [
    'refuse() {',
    `  printf '%s\\n' "${name}: sim: $1 is not on the list of what ${name} means the same by on macOS and Linux" >&2`,
    `  exit ${UNKNOWN}`,
    '}',
  ]
}

/** `ls: /x: No such file or directory`: what GNU says in other words and parsers read. */
function complaint(name: string): string[] {
  return [
    'for word do',
    '  case $word in -*|"("|"!") [ "$word" = -- ] || [ "$1" = "$word" ] && continue; break ;; esac',
    `  [ -e "$word" ] || [ -L "$word" ] || { printf '%s\\n' "${name}: $word: No such file or directory" >&2; exit 1; }`,
    'done',
  ]
}

function checks(tool: OrdinaryTool): string[] {
  const operand = tool.check === 'everywhere' ? ':' : 'n=$((n-1)); break'
  return [
    '  n=$((n+1))',
    '  if [ -n "$skip" ]; then skip=; continue; fi',
    '  case $word in',
    ...(tool.words?.includes('-exec') ? ['    -exec) break ;;'] : []),
    ...arm(tool.words, ':'),
    ...arm(tool.valuedWords, 'skip=1'),
    ...(tool.number ? ['    -[0-9]*) : ;;'] : []),
    '    --) break ;;',
    '    --*) refuse "$word" ;;',
    `    -?*) ${tool.flags === undefined && tool.valued === undefined ? 'refuse "$word"' : letters(tool)} ;;`,
    `    *) ${operand} ;;`,
    '  esac',
  ]
}

function letters({ flags = '', valued = '' }: OrdinaryTool): string {
  const known = flags === '' ? '' : `[${flags}]) ;; `
  const taking = valued === '' ? '' : `[${valued}]) [ -n "$rest" ] || skip=1; break ;; `
  return (
    'rest=${word#-}; while [ -n "$rest" ]; do letter=${rest%"${rest#?}"}; rest=${rest#?}; ' +
    `case $letter in ${known}${taking}*) refuse "$word" ;; esac; done`
  )
}

function arm(words: readonly string[] | undefined, then: string): string[] {
  const patterns = (words ?? [])
    .filter((word) => word !== '-exec')
    .map((word) => (word.endsWith('=') ? `${word}*` : `'${word}'`))
  return patterns.length === 0 ? [] : [`    ${patterns.join('|')}) ${then} ;;`]
}

function single(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
