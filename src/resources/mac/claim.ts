import { asRoot, onMac, run, type Command } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import { ownFolders } from '../own-folders.js'
import { RECORD_VERSION, ROOT, writeFact, type MacRecord } from '../record.js'

/** Folders of ours that the login user fills: environments, models, transfers, state of running ranks. */
const USERS = ['uv', 'pythons', 'envs', 'models', 'models/.verified', 'incoming', 'run', 'logs']

/** The lab that owns a Mac by its record; null when none does. Throws Unreadable on a claim that is not ours to read. */
export function claimed(record: MacRecord): LabClaim | null {
  const text = record.facts['lab']
  if (text === undefined) return null
  const claim = parse(text)
  if (typeof claim !== 'object' || claim === null || !('lab' in claim) || !('since' in claim)) {
    throw new Unreadable('lab', 'JSON with lab and since', text)
  }
  return { lab: String(claim.lab), since: String(claim.since) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('lab', 'JSON', text)
  }
}

export interface LabClaim {
  readonly lab: string
  readonly since: string
}

const UNCHANGED =
  'now=$(cat "$0" 2>/dev/null); [ "$now" = "$1" ] || { echo "meanwhile it was claimed: $now" >&2; exit 1; }'

/**
 * Makes our folder on the Mac and writes the claim last, so that a claim always has its folder. Under the Mac's lock it
 * first makes sure that the claim is still the one that was judged (null = none): two labs may look at the same time.
 */
export function claiming(own: LabClaim, judged: LabClaim | null, user: string): Command[] {
  return [
    run('sh', '-c', UNCHANGED, onMac(`${ROOT}/lab`), judged === null ? '' : claimText(judged)),
    ...ownFolders(
      user,
      USERS.map((folder) => `${ROOT}/${folder}`),
    ),
    ...writeFact('version', String(RECORD_VERSION)),
    ...writeFact('lab', claimText(own)),
  ]
}

function claimText({ lab, since }: LabClaim): string {
  return JSON.stringify({ lab, since })
}

/** Everything of ours but models, which may be kept on purpose; the folders themselves go when they are empty. */
export function unclaiming(): Command[] {
  const files = [
    'claims',
    'found',
    'operations',
    'timers',
    'tried',
    'commands',
    'jobs',
    'measured',
    'version',
    ...USERS.filter((name) => !name.startsWith('models')),
  ]
  const empty = ['models/.verified', 'models', ''].map((folder) => onMac(`${ROOT}/${folder}`.replace(/\/$/, '')))
  return [
    // The claim goes last: whatever breaks before, the Mac is still known as ours.
    asRoot('rm', '-rf', ...files.map((file) => onMac(`${ROOT}/${file}`))),
    asRoot('rm', '-f', onMac(`${ROOT}/lab`)),
    asRoot('rmdir', ...empty),
  ]
}
