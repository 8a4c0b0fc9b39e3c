import { asRoot, onMac, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import type { Secret } from '../command/secret.js'
import { said, wholeLines } from './reply.js'
import { INSTALLING } from './software-update.js'

const FOLDER = '/Applications'

/** A full installer that lies on the Mac. */
export interface Installer {
  /** Name of the app, for example `Install macOS Tahoe.app`. */
  readonly app: string
  /** The macOS it installs; which build of it only its inside knows, which nobody mounts for a look. */
  readonly version: string
}

// One line for each installer: version, tab, name; then an end mark, or none at all could be a lost answer.
const SCRIPT = [
  'cd "$0" || exit 1',
  'for app in "Install macOS"*.app; do',
  '  test -d "$app/Contents" || continue',
  '  version=$(defaults read "$0/$app/Contents/Info" DTPlatformVersion) || exit 1',
  '  printf "%s\\t%s\\n" "$version" "$app"',
  'done',
  'echo "== end"',
].join('\n')

/** Full installers in /Applications. */
export const installers: Question<Installer[]> = {
  name: 'full installers',
  command: run('sh', '-c', SCRIPT, onMac(FOLDER)),
  read: (reply) => {
    const lines = wholeLines('installers', said('installers', reply))
    const end = lines.pop()
    if (end !== '== end') throw new Unreadable('installers', 'the end of the installers', end ?? '')
    return lines.map((line) => {
      const match = /^(\d+(?:\.\d+){0,2})\t(Install macOS[^/\t]*\.app)$/.exec(line)
      if (match === null) throw new Unreadable('installers', 'a version and the name of an installer', line)
      return { version: match[1] ?? '', app: match[2] ?? '' }
    })
  },
}

/**
 * Installs over what is there and keeps everything (never --eraseinstall). Returns before the restart; without the
 * password of a volume owner it ends with 7 (munki#1114).
 */
export function reinstall(app: string, user: string, password: Secret): Command {
  const program = onMac(`${FOLDER}/${app}/Contents/Resources/startosinstall`)
  const words = ['--agreetolicense', '--nointeraction', '--forcequitapps', '--rebootdelay', '30']
  return { ...asRoot(program, ...words, '--user', user, '--stdinpass'), stdin: password, seconds: INSTALLING }
}
