import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { MacFolder } from './folder.js'

/**
 * Who owns what on a sim Mac. The process that plays it may be root or may not, so the host's owners say nothing; a
 * file of lines `user path` does, the longest path wins, and what no line covers is root's. The stand-ins of mkdir, rm,
 * mv, tee, … ask it before they act for the login user, chown and install write it, and SFTP obeys it.
 */
export function ownersFile({ run }: MacFolder): string {
  return join(run, 'owners')
}

/** What a fresh macOS leaves to the login user. */
export function makeOwners(folder: MacFolder, user: string): void {
  const lines = [`/Users/${user}`, '/private/tmp', '/tmp'].map((path) => `${user} ${path}\n`)
  if (!existsSync(ownersFile(folder))) writeFileSync(ownersFile(folder), lines.join(''))
}

/** Whether the login user may make, rename or remove an entry at `place`, a real path below the root. */
export function mayChange(folder: MacFolder, place: string): boolean {
  let parent = dirname(place)
  while (parent.length > folder.root.length && !existsSync(parent)) parent = dirname(parent)
  return ownerOf(folder, parent) !== 'root'
}

/** Whether the login user may write into what is at `place`, or make it. */
export function mayWrite(folder: MacFolder, place: string): boolean {
  return existsSync(place) ? ownerOf(folder, place) !== 'root' : mayChange(folder, place)
}

function ownerOf(folder: MacFolder, place: string): string {
  const path = `${place.slice(folder.root.length)}/`
  let best = { user: 'root', length: -1 }
  for (const line of readFileSync(ownersFile(folder), 'utf8').split('\n')) {
    const [user, ...words] = line.split(' ')
    const owned = words.join(' ')
    if (user !== undefined && owned !== '' && path.startsWith(`${owned}/`) && owned.length >= best.length)
      best = { user, length: owned.length }
  }
  return best.user
}

/** Shell functions for the stand-ins: `may_change path` and `may_write path`, both quiet; `inside path` sets `place`. */
export const OWNERSHIP = `base=\${0%/bin/*}
inside() {
  case $1 in /*) place=$1 ;; *) place=$PWD/$1 ;; esac
  case $place/ in */../*|*/./*) place=$(realpath -m -- "$place") ;; esac
  case $place in /*/) place=\${place%/} ;; esac
  case $place in "$MACLOOM_ROOT"/*|"$MACLOOM_ROOT"|/dev/null|/dev/stderr|/dev/stdout) ;; *) return 1 ;; esac
}
owner_of() {
  who=root best=
  while read -r user owned; do
    case \${1#"$MACLOOM_ROOT"}/ in "$owned"/*) [ \${#owned} -ge \${#best} ] && best=$owned who=$user ;; esac
  done < "$base/run/owners"
  [ "$who" != root ]
}
may_change() {
  case \${SIM_ROOT:-0}$1 in 1*|0/dev/*) return 0 ;; esac
  parent=\${1%/*}
  while [ ! -e "$parent" ]; do parent=\${parent%/*}; done
  owner_of "$parent"
}
may_write() {
  case \${SIM_ROOT:-0}$1 in 1*|0/dev/*) return 0 ;; esac
  if [ -e "$1" ]; then owner_of "$1"; else may_change "$1"; fi
}`
