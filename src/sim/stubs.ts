import { chmodSync, existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MacFolder, SimFolder } from './folder.js'
import { guard, UNKNOWN } from './guard.js'
import { hostProgram, hostShell } from './host-program.js'
import { ORDINARY_TOOLS, UNPLAYED_TOOLS } from './ordinary-tools.js'
import { rewrittenTools } from './rewritten-tools.js'

/** Between the words of a rendered answer's file name, and for the slashes in them. */
export const WORDS = '\x1f'
export const SLASH = '\x1e'

/** The file name of the rendered answer to an argument list; the stub composes the same without starting a process. */
export function answerName(argv: readonly string[]): string {
  return [String(argv.length), ...argv].join(WORDS).replaceAll('/', SLASH) + (argv.length === 0 ? WORDS : '')
}

/** Stands in for a macOS tool: a known argument list costs one `cat`, anything else asks the daemon. */
function stub(cat: string, ask: string): string {
  return `#!/bin/sh
tool=\${0##*/} base=\${0%/*} base=\${base%/bin}
[ -e "$base/run/faults/hang-$tool" ] && exec sleep 86400
IFS='${WORDS}'
key="$#${WORDS}$*"
unset IFS
while case $key in */*) : ;; *) false ;; esac; do key="\${key%%/*}${SLASH}\${key#*/}"; done
answer=$base/run/answers/$tool/$key
[ -f "$answer" ] && exec ${cat} "$answer"
[ -f "$answer.exit" ] && {
  ${cat} "$answer.out"
  ${cat} "$answer.err" >&2
  read -r code < "$answer.exit"
  exit "$code"
}
exec ${ask} "$0" "$@"
`
}

// bash opens TCP by itself; starting Node for each changing command would cost twenty times as much.
function asker(bash: string, cat: string, rm: string): string {
  return `#!${bash}
self=$1; shift
tool=\${self##*/} base=\${self%/*} base=\${base%/bin}
mac=\${base##*/} sim=\${base%/macs/*}
gone() { printf '%s\\n' "$tool: sim: the sim that plays $mac does not run" >&2; exit 69; }
read -r port token < "$sim/door" || gone
input=
for word; do
  case $word in -|*stdin*|-inputplist) input=$base/run/replies/in.$$; ${cat} > "$input"; break ;; esac
done
{ exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || gone
printf '%s\\0' "$token" tool "$mac" "$tool" "\${SIM_ROOT:-0}" "$input" "$#" "$@" >&3
read -r code complaint <&3 || gone
${cat} <&3
[ "$complaint" = - ] || { ${cat} "$complaint" >&2; ${rm} -f "$complaint"; }
exit "$code"
`
}

function unplayed(name: string): string {
  return `#!/bin/sh\nprintf '%s\\n' "${name}: sim: macOS has it, this sim does not play it" >&2\nexit ${UNKNOWN}\n`
}

/** Writes the scripts that all Macs of a sim share. `macTools` are the names that the daemon answers for. */
export function writeStubs(folder: SimFolder, macTools: readonly string[], shell: 'sh' | 'bash'): void {
  mkdirSync(folder.stubs, { recursive: true })
  const cat = need('cat')
  const ask = join(folder.stubs, '.ask')
  script(ask, asker(need('bash'), cat, need('rm')))
  const texts = new Map<string, string>(UNPLAYED_TOOLS.map((name) => [name, unplayed(name)]))
  for (const [name, tool] of Object.entries(ORDINARY_TOOLS)) {
    const program = hostProgram(name)
    if (program !== null) texts.set(name, guard(name, tool, program))
  }
  for (const [name, text] of Object.entries(rewrittenTools(hostProgram))) texts.set(name, text)
  for (const name of macTools) texts.set(name, stub(cat, ask))
  for (const [name, text] of texts) script(join(folder.stubs, name), text)
  texts.delete('sh')
  link(join(folder.stubs, 'sh'), hostShell(shell))
}

/** The bin folder of a Mac is a link to the scripts that all Macs share: they see by their own path whose they are. */
export function linkStubs(folder: SimFolder, mac: MacFolder): void {
  link(mac.bin, folder.stubs)
}

function link(path: string, target: string): void {
  if (existsSync(path)) {
    if (isLinkTo(path, target)) return
    rmSync(path)
  }
  symlinkSync(target, path)
}

function isLinkTo(path: string, target: string): boolean {
  try {
    return readlinkSync(path) === target
  } catch {
    return false
  }
}

function script(path: string, text: string): void {
  rmSync(path, { force: true })
  writeFileSync(path, text)
  chmodSync(path, 0o755)
}

function need(name: string): string {
  const found = hostProgram(name)
  if (found === null) throw new Error(`the sim needs ${name} on this machine, and found none`)
  return found
}
