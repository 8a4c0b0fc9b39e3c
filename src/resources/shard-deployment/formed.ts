import { onMac, run } from '../../command/command.js'
import { MacTrouble, Unreadable } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import type { Question } from '../../command/question.js'
import { job } from '../../macos/launchctl.js'
import type { Writers } from '../kind.js'
import { rankLabel } from '../labels.js'
import { again, until } from '../patience.js'
import { logPath, runPath } from '../places.js'
import type { ShardDeploymentInputs } from './inputs.js'

interface Report {
  /** The wrapper has begun; nothing else can be said before that. */
  readonly begun: boolean
  readonly epoch: string | null
  readonly size: number | null
}

/** What a rank has reported since it was started. */
export function report(deployment: string, rank: number): Question<Report> {
  const script = 'cd "$0" && for f in "begun.$1" epoch "group-size.$1"; do test ! -s $f || echo "$f $(cat $f)"; done'
  return {
    name: `report of rank ${rank} of ${deployment}`,
    command: run('sh', '-c', script, onMac(runPath(deployment)), String(rank)),
    read: ({ exit, stdout }) => {
      const lines = stdout.split('\n').map((line) => line.split(' '))
      const value = (name: string) => lines.find(([key]) => key === name)?.[1] ?? null
      const size = value(`group-size.${rank}`)
      if (exit !== 0 || (size !== null && !/^\d+$/.test(size)))
        throw new Unreadable('report', 'what a rank writes', stdout)
      return {
        begun: value(`begun.${rank}`) !== null,
        epoch: value('epoch'),
        size: size === null ? null : Number(size),
      }
    },
  }
}

/** A rank waits up to two minutes for its addresses, and the ring tries for 31 s to connect. */
const TURNS = 36
const TURN = 5
/** Turns after which a job that launchd calls running must have begun with its script. */
const BEGIN = 6

/** Waits until every rank has reported the declared group size; answers the epoch of the group. */
export async function formed(macs: Writers, inputs: ShardDeploymentInputs): Promise<string> {
  const over = { yes: false }
  const waits = inputs.ranks.map(({ mac }, rank) => joined(macs.of(mac), inputs, rank, over))
  try {
    const epochs = await Promise.all(waits)
    const [first = '', ...others] = epochs
    const odd = others.findIndex((epoch) => epoch !== first)
    if (odd < 0) return first
    const seen = 'it reports another start of the group than rank 0'
    throw new MacTrouble('remote-failed', {
      mac: inputs.ranks[odd + 1]?.mac ?? '',
      doing: `form the group ${inputs.name}`,
      seen,
    })
  } finally {
    over.yes = true
  }
}

async function joined(
  mac: Writer,
  inputs: ShardDeploymentInputs,
  rank: number,
  over: { yes: boolean },
): Promise<string> {
  const { name, ranks } = inputs
  const question = report(name, rank)
  for (let turn = 1; turn <= TURNS && !over.yes; turn += 1) {
    await until(mac, question, ({ size, epoch }) => size === ranks.length && epoch !== null, TURN)
    const [found, loaded] = await Promise.all([mac.ask(again(question)), mac.ask(again(job(rankLabel(name))))])
    if (found.known && found.value.size === ranks.length && found.value.epoch !== null) return found.value.epoch
    if (loaded.known && loaded.value?.pid == null) throw await failed(mac, inputs, rank, 'ended before it had joined')
    if (turn >= BEGIN && found.known && !found.value.begun) {
      throw await failed(mac, inputs, rank, `was started and has done nothing for ${turn * TURN} s`)
    }
    if (turn % 3 === 0) mac.progress(`waiting for rank ${rank} of ${name} to join the group`)
  }
  throw await failed(mac, inputs, rank, `has not joined a group of ${ranks.length} in ${TURNS * TURN} s`)
}

/** A rank that did not do what it should, with the last lines of its log. */
export async function failed(
  mac: Writer,
  { name }: ShardDeploymentInputs,
  rank: number,
  seen: string,
): Promise<MacTrouble> {
  const log = await mac.ask(again(lastLines(name)))
  const said = log.known && log.value !== '' ? `; its log ends: ${log.value}` : '; its log is empty'
  return new MacTrouble('remote-failed', {
    mac: mac.mac,
    doing: `start rank ${rank} of ${name}`,
    seen: `it ${seen}${said}`,
    unchanged: 'The group was stopped again; files and models are in place',
    next: `The whole log is ${logPath(name)} on ${mac.mac}`,
  })
}

function lastLines(deployment: string): Question<string> {
  return {
    name: `log of ${deployment}`,
    command: run('tail', '-n', '12', onMac(logPath(deployment))),
    read: ({ exit, stdout }) => (exit === 0 ? stdout.trim() : ''),
  }
}
