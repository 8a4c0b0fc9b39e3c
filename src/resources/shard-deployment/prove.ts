import { onMac, run, type Command } from '../../command/command.js'
import { MacTrouble, Unreadable } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import type { Question } from '../../command/question.js'
import { again } from '../patience.js'
import { runPath } from '../places.js'
import { failed } from './formed.js'
import type { ShardDeploymentInputs } from './inputs.js'

export const PROMPT = 'Macs are wired together by'

/** Loading a model of 400 GB took up to five minutes (facts 1.10), and the first token waits for it. */
const PATIENCE = 900

// Connection refused (7) only means that the server is not up yet; the clock of the Mac dates the proof.
const ASK = [
  'cd "$0" || exit 1',
  'rm -f answer',
  'left=120',
  'while :; do',
  `  status=$(curl -sS --noproxy "*" --max-time ${PATIENCE} -H "Content-Type: application/json" --data-binary "$2" -w "%{http_code}" -o answer.new "$1"); code=$?`,
  '  [ $code -eq 7 ] && [ $left -gt 0 ] || break',
  '  left=$((left - 1)); sleep 1',
  'done',
  '[ $code -eq 0 ] || exit $code',
  '{ echo "$(date +%s) $status"; cat answer.new; echo; } > answer && rm -f answer.new',
].join('\n')

/**
 * Has the group generate a few tokens and keeps them as the proof of this start. Answers null then, or why a group that
 * did answer gave no token; throws when it did not answer, or when that cannot be known.
 */
export async function prove(mac: Writer, inputs: ShardDeploymentInputs, epoch: string): Promise<MacTrouble | null> {
  const { name, host, port } = inputs
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/v1/completions`
  mac.progress(`waiting for the first token of ${name}: the ranks load the model now`)
  try {
    await mac.tell({ what: `ask ${name} for a token`, commands: [asking(name, url)] })
  } catch (error) {
    // A line that broke says nothing of the group.
    if (!(error instanceof MacTrouble) || error.trouble !== 'remote-failed') throw error
    throw await failed(mac, inputs, 0, `did not answer at ${url} (${error.parts.seen})`)
  }
  const answer = await mac.ask(again(completion(name)))
  if (!answer.known) throw await failed(mac, inputs, 0, `left an answer that cannot be read (${answer.why})`)
  const { at, status, text, body } = answer.value
  if (status !== 200) throw await failed(mac, inputs, 0, `answered with HTTP ${status} at ${url} (${body})`)
  if (text === null) return failed(mac, inputs, 0, `answered without a token (${body})`)
  const proof = JSON.stringify({ epoch, at, prompt: PROMPT, text })
  mac.progress(`${name} answers: ${JSON.stringify(text)}`)
  await mac.tell({ what: `keep the proof of ${name}`, commands: keep(name, proof) })
  return null
}

function asking(name: string, url: string): Command {
  // `default_model`: any other name makes every rank load that model (lm: server.py).
  const body = JSON.stringify({ model: 'default_model', prompt: PROMPT, max_tokens: 4, temperature: 0 })
  return { ...run('sh', '-c', ASK, onMac(runPath(name)), url, body), seconds: PATIENCE + 150 }
}

function keep(name: string, proof: string): Command[] {
  const path = `${runPath(name)}/proof`
  const write = { ...run('sh', '-c', 'cat > "$0"', onMac(`${path}.new`)), stdin: `${proof}\n` }
  return [write, run('mv', '-f', onMac(`${path}.new`), onMac(path)), run('rm', '-f', onMac(`${runPath(name)}/answer`))]
}

interface Completion {
  readonly at: number
  readonly status: number
  /** Null when the answer holds no token. */
  readonly text: string | null
  /** How the answer begins, for a person. */
  readonly body: string
}

/** The answer that was kept on the Mac. */
export function completion(deployment: string): Question<Completion> {
  return {
    name: `answer of ${deployment}`,
    command: run('cat', onMac(`${runPath(deployment)}/answer`)),
    read: ({ stdout }) => {
      const match = /^(\d+) (\d{3})\n([^]*)$/.exec(stdout)
      if (match === null) throw new Unreadable('answer', 'a time, a status and a completion', stdout)
      const body = match[3] ?? ''
      return { at: Number(match[1]), status: Number(match[2]), text: textOf(body), body: body.trim().slice(0, 160) }
    },
  }
}

function textOf(body: string): string | null {
  try {
    const { choices, usage } = JSON.parse(body) as {
      choices?: { text?: unknown }[]
      usage?: { completion_tokens?: unknown }
    }
    const text = choices?.[0]?.text
    const tokens = usage?.completion_tokens
    return typeof text === 'string' && typeof tokens === 'number' && tokens > 0 ? text : null
  } catch {
    return null
  }
}
