import { createHash, randomBytes } from 'node:crypto'
import { onMac, run as runOn, type Command } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import type { Writer } from '../command/mac.js'
import type { Answer, Question } from '../command/question.js'
import { readConfiguration } from '../provider/configuration.js'
import { removeFact, ROOT, writeFact } from '../resources/record.js'
import { openMacs } from '../ssh/macs.js'
import { EXIT, UsageError, type ExitCode } from './exit.js'
import type { Surroundings } from './surroundings.js'

/** An hour: scripts of a lab file may install things. */
const LONGEST = 3600

/** Scripts of one entry under `commands:`, each in base64. With `create` it is carried out, without it is taken back. */
export interface Scripts {
  readonly create?: string
  readonly update?: string
  readonly delete?: string
  /** Digests of what the script builds on; another one runs it again. */
  readonly generation?: string
}

/**
 * Carries out one entry of `commands:` on one Mac, under the Mac's lock like every change, and prints what the script
 * printed. The Mac remembers what was run, so that a look, a lab that waits or a Mac that was away runs nothing twice,
 * and nothing is taken back that was never done. Interrupted, the script is run again. How the Mac is reached stands in
 * MACLOOM_CONNECTIONS: by its pinned key, like everything else.
 */
export async function run(
  { env, print }: Surroundings,
  mac: string,
  name: string,
  scripts: Scripts,
): Promise<ExitCode> {
  const { connections } = readConfiguration({ connections: env['MACLOOM_CONNECTIONS'] ?? '{}' })
  if (connections[mac] === undefined) {
    throw new UsageError(`${mac} is not in MACLOOM_CONNECTIONS, which \`commands:\` of a lab file set for this verb`)
  }
  const macs = openMacs({ env, connections, look: [] })
  try {
    const writer = macs.writer(mac)
    print(await (scripts.create === undefined ? takeBack(writer, name, scripts) : carryOut(writer, name, scripts)))
    return EXIT.ok
  } finally {
    await macs.close()
  }
}

async function carryOut(mac: Writer, name: string, { create = '', update, generation }: Scripts): Promise<string> {
  const digest = createHash('sha256')
    .update(JSON.stringify([create, update ?? null, generation ?? '']))
    .digest('hex')
  const done = await lastRun(mac, name)
  if (done === digest) return 'nothing has changed since it ran\n'
  const text = await runOnce(mac, done === null ? create : (update ?? create))
  await mac.tell({ what: `keep that ${name} was run`, commands: writeFact(fact(name), digest) })
  return text
}

async function takeBack(mac: Writer, name: string, { delete: script }: Scripts): Promise<string> {
  if ((await lastRun(mac, name)) === null) return ''
  const text = script === undefined ? '' : await runOnce(mac, script)
  await mac.tell({ what: `forget that ${name} was run`, commands: removeFact(fact(name)) })
  return text
}

function fact(name: string): string {
  return `commands/${name}`
}

/** Digest of what was run last, null when nothing was. */
async function lastRun(mac: Writer, name: string): Promise<string | null> {
  const path = `${ROOT}/${fact(name)}`
  const question: Question<string | null> = {
    name: `last run of ${name}`,
    command: runOn('sh', '-c', 'test ! -e "$0" || cat "$0"', onMac(path)),
    read: ({ stdout }) => (stdout === '' ? null : stdout.trim()),
  }
  return known(mac, `read what was last run of ${name}`, await mac.ask(question))
}

async function runOnce(mac: Writer, script: string): Promise<string> {
  const output = onMac(`/private/tmp/macloom-run-${randomBytes(8).toString('hex')}`)
  const clean = { what: 'remove the output of the script', commands: [runOn('rm', '-f', output)] }
  try {
    await mac.tell({ what: 'run a script of the lab file', commands: [saving(script, output)] })
  } catch (error) {
    // The script's own failure is what matters; macOS empties the folder at a restart.
    await mac.tell(clean).catch(() => undefined)
    throw error
  }
  const said = await mac.ask(textOf(output))
  await mac.tell(clean)
  return known(mac, 'read what the script printed', said)
}

// The script travels on stdin, as a file would: it may hold any text, and its output must outlive the tell.
function saving(base64: string, output: ReturnType<typeof onMac>): Command {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  return { ...runOn('sh', '-c', 'exec sh -s >"$0"', output), stdin: text, seconds: LONGEST }
}

function textOf(path: ReturnType<typeof onMac>): Question<string> {
  return {
    name: `cat ${path.path}`,
    command: runOn('cat', path),
    read: ({ stdout }) => stdout,
  }
}

function known<T>({ mac }: Writer, doing: string, answer: Answer<T>): T {
  if (answer.known) return answer.value
  throw new MacTrouble('remote-failed', { mac, doing, seen: answer.why })
}
