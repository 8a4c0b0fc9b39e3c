import type { Reply } from '../../src/command/question.js'
import { keeps, type Case, type Family } from './case.js'
import { DAMAGES } from './damage.js'
import type { Random } from './random.js'
import type { Specimen } from './specimen.js'

const EXITS = [1, 2, 3, 4, 14, 64, 77, 112, 113, 126, 127, 128, 137, 143, 255, -1]
const FLOOD = [' ', '\t', '9', '(', 'a', '{', '\n', ':', '\0', ' a', '[', '<', '\u00e9']

/** What else can come down a wire: other exit codes, streams exchanged, two answers in one, floods, lines in disorder. */
export function soup(family: Family, specimen: Specimen, random: Random): Case {
  const { subject, specimens } = family
  const { reply, presence } = specimen
  const stays = keeps(subject, presence)
  // In JSON a key that stands twice has its last value: nobody can tell.
  const ordered = specimen.json ? () => null : stays
  const make = (kind: string, changes: Partial<Reply>, wrong: Case['wrong'] = () => null): Case => {
    return { kind, from: specimen.name, reply: { ...reply, ...changes }, wrong }
  }
  const { stdout, stderr } = reply
  switch (random.at(10)) {
    case 0:
      return make('exit code', { exit: random.pick(EXITS) }, stays)
    case 1:
      return make('streams exchanged', { stdout: stderr, stderr: stdout }, stays)
    case 2:
      return make('noise on stderr', { stderr: `${stderr}${random.pick(NOISE)}\n` }, stays)
    case 3:
      return make('silence', { stdout: '', stderr: '', exit: random.pick([0, reply.exit]) }, stays)
    case 4:
      return make('flood', { stdout: flooded(stdout, random) })
    case 5:
    case 6:
      return make('splice', { stdout: spliced(stdout, random.pick(specimens).reply.stdout, random) })
    case 7:
      return make('twice', { stdout: `${stdout}${stdout}` })
    case 8:
      return disorder(specimen, random, (stdout, wrong) => make('disorder', { stdout }, wrong ?? ordered))
    default:
      return make('ruin', { stdout: ruined(stdout, random) })
  }
}

// Seen on stderr of commands that succeed: the shell, the loader, sudo.
const NOISE = [
  'bash: warning: setlocale: LC_ALL: cannot change locale (C.UTF-8)',
  'objc[4242]: Class X is implemented in both',
  '### Error:-99 File:/AppleInternal/systemsetup/ServerCommandsBridge.m Line:379',
]

function flooded(text: string, random: Random): string {
  const flood = random.pick(FLOOD).repeat(random.at(20_000))
  const at = random.at(text.length + 1)
  return random.at(3) === 0 ? flood : text.slice(0, at) + flood + text.slice(at)
}

function spliced(one: string, other: string, random: Random): string {
  return one.slice(0, random.at(one.length + 1)) + other.slice(random.at(other.length + 1))
}

// One line moves elsewhere; the last line feed stays. An item of one line may land where it says nothing.
function disorder(
  { lines, items }: Specimen,
  random: Random,
  make: (text: string, wrong?: Case['wrong']) => Case,
): Case {
  const moved = [...lines]
  const at = random.at(moved.length - 1)
  moved.splice(random.at(moved.length - 1), 0, ...moved.splice(at, 1))
  const item = items.some(([start, end]) => start === at && end === at + 1)
  return item ? make(moved.join('\n'), () => null) : make(moved.join('\n'))
}

function ruined(text: string, random: Random): string {
  let ruin = text
  for (let round = 0; round < 12; round += 1) ruin = random.pick(DAMAGES)(ruin, random)
  return ruin
}
