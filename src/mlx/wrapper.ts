import { quote } from '../command/render.js'
import { rankEnvironment, serverArguments, portsOf, type RankPlan } from './rank.js'

export interface WrapperPlan extends RankPlan {
  readonly name: string
  readonly model: string
  readonly ranks: readonly WrappedRank[]
  readonly environmentDigest: string
  /** Other bytes of the model make another script, so that a new model restarts the ranks. */
  readonly modelDigest: string
  readonly standIn: boolean
}

interface WrappedRank {
  readonly addresses: readonly string[]
  readonly port: number
  /** MiB of wired memory that its Mac must allow before it starts: a job of ours sets it at boot, and so may come second. */
  readonly wiredLimitMb?: number | undefined
}

/** How long a rank waits for its addresses, ports and ceiling: launchd starts it before the fabric is up. */
const PATIENCE = 120

/**
 * The text of rank.sh, which launchd runs as `sh rank.sh <rank>`. The same bytes on every Mac: paths are found from the
 * place of the script itself. It ends as the rank (exec), so launchd's SIGTERM reaches the process that serves.
 */
export function wrapper(plan: WrapperPlan): string {
  return `${[
    ...head(plan),
    ...ranks(plan),
    ...READY,
    'left=' + PATIENCE,
    'until ready; do',
    `  [ "$left" -gt 0 ] || { say "gave up after ${PATIENCE} s: $why"; exit 75; }`,
    '  [ "$left" -lt ' + PATIENCE + ' ] || say "waiting: $why"',
    '  left=$((left - 1))',
    '  sleep 1',
    'done',
    ...start(plan),
  ].join('\n')}\n`
}

function head({ name, model, modelDigest }: WrapperPlan): string[] {
  return [
    '#!/bin/sh',
    `# A rank of the deployment ${name}; the same on every Mac. Written by macloom, run by launchd: rank.sh <rank>`,
    `# Model: ${model}, manifest ${modelDigest}`,
    'set -u',
    'PATH=${MACLOOM_PATH:-/usr/bin:/bin:/usr/sbin:/sbin}; export PATH',
    'LC_ALL=C; export LC_ALL',
    'rank=$1',
    'home=$(cd "$(dirname "$0")/../.." && pwd) || exit 78',
    `jobs=$home/jobs/${name} run=$home/run/${name}`,
    'say() { printf \'%s macloom: rank %s: %s\\n\' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$rank" "$1"; }',
    'mkdir -p "$run" || exit 78',
    '# What an earlier start reported is not true of this one.',
    'rm -f "$run/epoch" "$run/group-size.$rank"',
    'date +%s > "$run/begun.$rank"',
  ]
}

function ranks(plan: WrapperPlan): string[] {
  const rows = plan.ranks.map(({ addresses, wiredLimitMb = 0 }, rank) => {
    const own = plan.ranks.length === 1 ? [] : addresses
    const ports = portsOf(plan, rank).join(' ')
    return `  ${rank}) addresses='${own.join(' ')}' ports='${ports}' wired=${wiredLimitMb} ;;`
  })
  return ['case $rank in', ...rows, '  *) say "no such rank"; exit 64 ;;', 'esac']
}

// lsof without root shows what the login user runs: a rank of ours that has not ended yet. Others' are named by observe.
const READY = [
  'ready() {',
  '  for address in $addresses; do',
  '    ifconfig | grep -qF "inet $address " || { why="no interface has the address $address"; return 1; }',
  '  done',
  '  for port in $ports; do',
  '    taken=$(lsof -nP "-iTCP:$port" -sTCP:LISTEN -F pcLn 2>/dev/null | head -n 1)',
  '    [ -z "$taken" ] || { why="port $port is taken by process ${taken#p}"; return 1; }',
  '  done',
  '  [ "$wired" -eq 0 ] && return 0',
  '  limit=$(sysctl -n iogpu.wired_limit_mb) && [ "$limit" -ge "$wired" ] && return 0',
  '  why="the wired-memory limit is ${limit:-unknown} MiB, $wired are needed"',
  '  return 1',
  '}',
]

function start(plan: WrapperPlan): string[] {
  const places = { jobs: '$jobs', run: '$run', model: `$home/models/${plan.model}`, scratch: '$home/incoming/hf' }
  const environment = Object.entries(rankEnvironment(plan, places, '$rank'))
  const own = environment.map(([name, value]) => `export ${name}="${value}"`)
  const added = Object.entries(plan.environment).map(([name, value]) => `export ${name}=${quote(value)}`)
  const words = serverArguments(plan, places).map((word) => (word.startsWith('$') ? `"${word}"` : quote(word)))
  // Only sims have the stand-in: it stands for MLX on a machine without Python, and says so in its answers.
  const program = plan.standIn
    ? '"${MACLOOM_ROOT:-}/opt/macloom/stand-in-rank"'
    : `"$home/envs/${plan.environmentDigest}/bin/python" -B "$jobs/rank.py"`
  return [...own, ...added, 'say "starting"', `exec ${program} ${words.join(' ')}`]
}
