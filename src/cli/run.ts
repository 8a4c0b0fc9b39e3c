import { randomBytes } from 'node:crypto'
import { onMac, run as runOn, type Command } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import type { Writer } from '../command/mac.js'
import type { Question } from '../command/question.js'
import { readConfiguration } from '../provider/configuration.js'
import { openMacs } from '../ssh/macs.js'
import { EXIT, UsageError, type ExitCode } from './exit.js'
import type { Surroundings } from './surroundings.js'

/** An hour: scripts of a lab file may install things. */
const LONGEST = 3600

/**
 * Runs a script of the lab file on one Mac, once, under the Mac's lock like every change, and prints what it printed.
 * How the Mac is reached stands in MACLOOM_CONNECTIONS, so that it is reached by its pinned key like everything else.
 */
export async function run(
  { env, print }: Surroundings,
  mac: string,
  { script }: { readonly script: string },
): Promise<ExitCode> {
  const { connections } = readConfiguration({ connections: env['MACLOOM_CONNECTIONS'] ?? '{}' })
  if (connections[mac] === undefined) {
    throw new UsageError(`${mac} is not in MACLOOM_CONNECTIONS, which \`commands:\` of a lab file set for this verb`)
  }
  const macs = openMacs({ env, connections, look: [] })
  try {
    print(await runOnce(macs.writer(mac), script))
    return EXIT.ok
  } finally {
    await macs.close()
  }
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
  if (said.known) return said.value
  throw new MacTrouble('remote-failed', { mac: mac.mac, doing: 'read what the script printed', seen: said.why })
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
