import { onMac, run, type Command } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
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
  `  curl -sS --noproxy "*" --max-time ${PATIENCE} -H "Content-Type: application/json" --data-binary "$2" -o answer.new "$1"; code=$?`,
  '  [ $code -eq 7 ] && [ $left -gt 0 ] || break',
  '  left=$((left - 1)); sleep 1',
  'done',
  '[ $code -eq 0 ] || exit $code',
  '{ date +%s; cat answer.new; echo; } > answer && rm -f answer.new',
].join('\n')

/** Has the group generate a few tokens and keeps them as the proof of this start. Throws, naming rank 0, when it does not. */
export async function prove(mac: Writer, inputs: ShardDeploymentInputs, epoch: string): Promise<void> {
  const { name, host, port } = inputs
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/v1/completions`
  mac.progress(`waiting for the first token of ${name}: the ranks load the model now`)
  try {
    await mac.tell({ what: `ask ${name} for a token`, commands: [asking(name, url)] })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw await failed(mac, inputs, 0, `did not answer at ${url} (${said})`)
  }
  const answer = await mac.ask(again(completion(name)))
  if (!answer.known) throw await failed(mac, inputs, 0, `answered without a token (${answer.why})`)
  const proof = JSON.stringify({ epoch, at: answer.value.at, prompt: PROMPT, text: answer.value.text })
  mac.progress(`${name} answers: ${JSON.stringify(answer.value.text)}`)
  await mac.tell({ what: `keep the proof of ${name}`, commands: keep(name, proof) })
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
  readonly text: string
}

/** The answer that was kept on the Mac, when it holds at least one token. */
export function completion(deployment: string): Question<Completion> {
  return {
    name: `answer of ${deployment}`,
    command: run('cat', onMac(`${runPath(deployment)}/answer`)),
    read: ({ stdout }) => {
      const end = stdout.indexOf('\n')
      const [at, body] = [Number(stdout.slice(0, end)), stdout.slice(end + 1)]
      const text = textOf(body)
      if (end < 1 || !Number.isInteger(at) || text === null) throw new Unreadable('mlx_lm.server', 'a completion', body)
      return { at, text }
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
