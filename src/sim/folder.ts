import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Where everything of one sim lives. */
export interface SimFolder {
  readonly directory: string
  readonly world: string
  /** Port and token of the daemon, the id of this sim, addresses of its Macs. */
  readonly facts: string
  /** One line, `port token`: what the stand-ins read to reach the daemon. */
  readonly door: string
  readonly stubs: string
}

/** The private folder of one Mac: nothing of it lies elsewhere, and nothing outside is ever written. */
export interface MacFolder {
  readonly mac: string
  readonly base: string
  /** Stands for `/`. */
  readonly root: string
  readonly bin: string
  /** What the sim keeps for this Mac: rendered answers, jobs, replies. */
  readonly run: string
  readonly answers: string
  readonly replies: string
  readonly jobs: string
  readonly home: string
  readonly temporary: string
}

export function simFolder(directory: string): SimFolder {
  return {
    directory,
    world: join(directory, 'world.json'),
    facts: join(directory, 'sim.json'),
    door: join(directory, 'door'),
    stubs: join(directory, 'stubs'),
  }
}

export function macFolder(directory: string, mac: string, user: string): MacFolder {
  const base = join(directory, 'macs', mac)
  const root = join(base, 'root')
  const run = join(base, 'run')
  return {
    ...{ mac, base, root, run },
    bin: join(base, 'bin'),
    answers: join(run, 'answers'),
    replies: join(run, 'replies'),
    jobs: join(run, 'jobs'),
    home: join(root, 'Users', user),
    temporary: join(root, 'private', 'tmp'),
  }
}

// Folders of a fresh macOS that scripts may expect; /tmp, /etc and /var are links into /private there.
const FRESH = [
  ...['Applications', 'Library/LaunchDaemons', 'Library/Preferences', 'usr/local', 'opt'],
  ...['private/etc', 'private/var/db'],
]

/** Makes what is missing of a Mac's folder; what is there stays. */
export function makeMacFolder(folder: MacFolder): void {
  for (const each of [folder.answers, folder.replies, folder.jobs, folder.home, folder.temporary])
    mkdirSync(each, { recursive: true })
  for (const each of FRESH) mkdirSync(join(folder.root, each), { recursive: true })
  for (const each of ['tmp', 'etc', 'var'])
    if (!existsSync(join(folder.root, each))) symlinkSync(join('private', each), join(folder.root, each))
}
