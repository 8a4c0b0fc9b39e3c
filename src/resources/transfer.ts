import { onMac, run, type Command } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import { sha256Of } from '../macos/shasum.js'
import type { Reader, Writer } from '../command/mac.js'
import { again } from './patience.js'

/** What `fetchInto` exits with (curl's own word for it) after it dropped a part that cannot be gone on with. */
export const NO_RANGE = 33

// A server without ranges answers the whole file (curl ends with 33), one whose file is not longer than the part says 416.
const GO_ON = [
  `code=$(curl -fsSL --connect-timeout 10 --max-time "$2" -C - -w "%{http_code}" -o "$0" "$1"); exit=$?`,
  'case $exit.$code in',
  `  ${NO_RANGE}.*|*.416) rm -f "$0"; exit ${NO_RANGE} ;;`,
  'esac',
  'exit $exit',
].join('\n')

/** Downloads to a partial file and goes on where an earlier attempt stopped; gives up after `seconds`. */
export function fetchInto(part: string, url: string, seconds: number): Command {
  return { ...run('sh', '-c', GO_ON, onMac(part), url, String(seconds)), seconds: seconds + 30 }
}

const DAY = 86_400

/** Downloads from the first byte to the last, however long it takes; ends when a minute brings next to nothing. */
export function fetchWhole(part: string, url: string): Command {
  const patience = ['--connect-timeout', '10', '--speed-limit', '1000', '--speed-time', '60']
  return { ...run('curl', '-fsSL', ...patience, '-o', onMac(part), url), seconds: DAY }
}

/** The SHA-256 of a file on a Mac as it is now. Throws when it cannot be had. */
export async function sha256On(mac: Reader, path: string): Promise<string> {
  const answer = await mac.ask(again(sha256Of(path)))
  if (answer.known) return answer.value
  throw new MacTrouble('remote-failed', { mac: mac.mac, doing: `verify ${path}`, seen: answer.why })
}

/** What is declared of some bytes: their name for a person, and their SHA-256. */
export interface Declared {
  readonly name: string
  readonly sha256: string
}

/** Throws `integrity` and removes the partial file when its bytes are not those that were declared. */
export async function verifyPart(mac: Writer, part: string, { name, sha256 }: Declared): Promise<void> {
  const got = await sha256On(mac, part)
  if (got === sha256) return
  await mac.tell({ what: `remove the wrong bytes of ${name}`, commands: [run('rm', '-f', onMac(part))] })
  throw new MacTrouble('integrity', {
    mac: mac.mac,
    doing: `verify ${name}`,
    seen: `its SHA-256 should be ${sha256} and is ${got}`,
    unchanged: 'The bytes were removed; nothing took the final name',
    next: 'Check the source; if it has changed on purpose, run `macloom lock` and commit the new lock file',
  })
}

/** A failed step told again with what it means for the person: what is unchanged, and what to do next. */
export function explained(error: unknown, parts: { doing: string; unchanged: string; next: string }): unknown {
  if (!(error instanceof MacTrouble) || error.trouble !== 'remote-failed') return error
  const { mac, seen } = error.parts
  return new MacTrouble(error.trouble, { ...(mac !== undefined && { mac }), ...parts, seen }, error)
}
