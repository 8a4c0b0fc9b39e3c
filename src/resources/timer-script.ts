import type { Command } from '../command/command.js'
import { HOLDER, LOCK } from '../command/lock.js'
import { PREAMBLE, render } from '../command/render.js'

export interface TimerPlan {
  readonly label: string
  /** The file of its launchd job, which it removes at its end. */
  readonly plist: string
  readonly seconds: number
  /** What gives the recorded state back from wherever it stands: each may fail where nothing is to be done. */
  readonly restore: readonly Command[]
  /** Commands that only read: the same text before and after means that all is as it was. */
  readonly look: readonly Command[]
}

/** How long a change that holds the lock of the Mac may go on once the timer has fired, in seconds. */
const COURTESY = 10

/**
 * The program of a timer, run as root by launchd. The first start after it was armed finds the file `fresh`, writes down
 * what it will compare with, and waits; every other start (a boot, or after its own death) takes back at once. It tries
 * until the text is twice the same, since macOS carries out some changes after the command has returned; after a boot it
 * tries longer, since ports and services come up one by one (exo waits 20 s there: facts 6.1).
 */
export function timerScript({ label, plist, seconds, restore, look }: TimerPlan): string {
  const all = (commands: readonly Command[]) => commands.map((command) => `  ${silent(command)} </dev/null`)
  return [
    '#!/bin/sh',
    '# Takes a change of this Mac back unless it is confirmed in time. Written by macloom; run by launchd, as root.',
    PREAMBLE,
    'cd "$(dirname "$0")" || exit 78',
    ...HOLDER,
    `busy() { held "$MACLOOM_ROOT"${LOCK}; [ -n "$p" ] && [ "$(started "$p")" = "$s" ]; }`,
    `over() { rm -f "$MACLOOM_ROOT"${plist}; launchctl bootout system/${label}; exit 0; }`,
    'look() {',
    ...all(look),
    '  :',
    '}',
    'restore() {',
    ...all(restore),
    '  :',
    '}',
    'why=restart',
    'if mv -f fresh started; then',
    '  look >before.new 2>&1; mv -f before.new before',
    "  trap 'why=asked' TERM",
    '  echo yes >watching',
    `  sleep ${seconds} & wait "$!"`,
    '  [ "$why" = asked ] || why=time',
    'fi',
    "trap '' TERM",
    '# Whoever renames the file first has it: this program, or the run that confirms.',
    'mv -f armed firing || [ -e firing ] || over',
    'rm -f watching',
    `n=0; while busy && [ "$n" -lt ${COURTESY} ]; do sleep 1; n=$((n+1)); done`,
    '# Without this file nobody was told that it watches, and nothing was changed.',
    'same() { look >now 2>&1; cmp -s before now; }',
    'late=; [ "$why" != restart ] || late="10 20 30"',
    'how=whole',
    'if [ -e before ]; then',
    '  n=0',
    '  for pause in 0 1 1 2 4 8 $late; do',
    '    sleep "$pause"',
    '    if same; then n=$((n+1)); else n=0; restore; fi',
    '    [ "$n" -lt 2 ] || break',
    '  done',
    '  [ "$n" -gt 0 ] || same || how=part',
    'fi',
    'at=$(date -u +%Y-%m-%dT%H:%M:%SZ)',
    'printf \'%s %s %s\\n\' "$why" "$at" "$how" >reverted-at.new; mv -f reverted-at.new reverted-at',
    'mv -f firing reverted',
    'over',
    '',
  ].join('\n')
}

// Run with nothing on its standard input: a command that brings text would write an empty file instead.
function silent(command: Command): string {
  if (command.stdin !== undefined) throw new RangeError('a timer has no text to give to a command')
  return render({ ...command, root: false })
}
