/**
 * An ordinary tool that macOS (BSD) and Linux (GNU) both have, with the flags that mean the same in both. Options end at
 * the first operand, as on BSD. Anything else fails with exit 64 and a line that names the tool and the word.
 */
export interface OrdinaryTool {
  /** Letters that take no value and may stand together: `-rf`. */
  readonly flags?: string
  /** Letters that take a value, attached or as the next word: `-n 5`. */
  readonly valued?: string
  /** Whole words that are allowed besides; with a trailing `=` the value is attached. */
  readonly words?: readonly string[]
  /** Whole words that take the next word as their value. */
  readonly valuedWords?: readonly string[]
  /** `everywhere`: words are checked after operands too, as `find` has them; `options` is the rule. */
  readonly check?: 'options' | 'everywhere' | 'nothing'
  /** Says which path is missing in BSD's words before the host's tool could say it in its own. */
  readonly complains?: boolean
  /** What it does to the paths it is given, so that a missing sudo shows and nothing outside is touched. */
  readonly writes?: 'makes' | 'moves' | 'removes' | 'writes into' | 'modes' | 'writes the last' | 'of'
  /** `head -5`: a number as a flag. */
  readonly number?: boolean
}

const CURL_WORDS = ['--fail', '--silent', '--show-error', '--location', '--version', '--noproxy=']
const CURL_VALUED = [
  '--speed-limit',
  '--speed-time',
  '--output',
  '--max-time',
  '--connect-timeout',
  '--retry',
  '--header',
  '--data',
  '--data-binary',
]

/** Source for the BSD side: the manual pages of macOS 26; for the other side: POSIX and GNU coreutils 9. */
export const ORDINARY_TOOLS: Readonly<Record<string, OrdinaryTool>> = {
  awk: { valued: 'Ffv' },
  basename: { valued: 's', flags: 'a' },
  bash: { flags: 'ceuxsn', valued: 'o', words: ['--posix'] },
  cat: { flags: 'nbesuv' },
  chmod: { flags: 'Rv', writes: 'modes' },
  cmp: { flags: 'lsx' },
  comm: { flags: '123' },
  cp: { flags: 'afipRPLHvn', writes: 'writes the last' },
  curl: {
    flags: 'fsSLIkNOvg#',
    valued: 'oCHmXdruweAbT',
    words: CURL_WORDS,
    valuedWords: [...CURL_VALUED, '--range', '--continue-at', '--retry-delay', '--write-out', '--noproxy', '--cacert'],
    check: 'everywhere',
  },
  cut: { valued: 'bcdf', flags: 'ns' },
  date: { flags: 'u' },
  dd: { writes: 'of' },
  diff: { flags: 'abBiNqrsuw', valued: 'U' },
  dirname: {},
  echo: { flags: 'n' },
  egrep: { flags: 'ciloqsvxnhHw', valued: 'efmABC' },
  env: { flags: 'i', valued: 'u' },
  expr: { check: 'nothing' },
  false: {},
  find: {
    words: [
      ...[
        '-print',
        '-print0',
        '-prune',
        '-delete',
        '-empty',
        '-depth',
        '-H',
        '-L',
        '-P',
        '!',
        '-o',
        '-a',
        '-not',
        '(',
        ')',
      ],
      ...['-xdev', '-exec'],
    ],
    valuedWords: [
      ...['-name', '-iname', '-path', '-type', '-maxdepth', '-mindepth', '-mtime', '-mmin', '-newer', '-size', '-perm'],
      ...['-user', '-group', '-links', '-inum'],
    ],
    check: 'everywhere',
    complains: true,
  },
  fold: { flags: 'bs', valued: 'w' },
  grep: { flags: 'EFciloqsvxnhHwrL', valued: 'efmABC' },
  gunzip: { flags: 'cfkqv' },
  gzip: { flags: 'cdfklnqrtv123456789' },
  head: { valued: 'nc', number: true },
  join: { flags: '12i', valued: 'aeotv' },
  ln: { flags: 'finsv', writes: 'writes the last' },
  ls: { flags: '1AaCdFhiLlnpRrSstu', complains: true },
  mkdir: { flags: 'pv', valued: 'm', writes: 'makes' },
  mkfifo: { valued: 'm', writes: 'makes' },
  mv: { flags: 'finv', writes: 'moves' },
  nohup: {},
  od: { flags: 'bcdosvx', valued: 'AjNt' },
  paste: { flags: 's', valued: 'd' },
  printenv: {},
  printf: { check: 'nothing' },
  pwd: { flags: 'LP' },
  readlink: { flags: 'fn' },
  realpath: { flags: 'q' },
  rm: { flags: 'dfiRrv', writes: 'removes' },
  rmdir: { flags: 'pv', writes: 'removes' },
  sed: { flags: 'En', valued: 'ef' },
  seq: { flags: 'w', valued: 'fs' },
  sh: { flags: 'ceuxsn', valued: 'o' },
  sleep: {},
  sort: { flags: 'bcdfgimnrsuzhV', valued: 'koSTt' },
  split: { valued: 'abl' },
  stty: { flags: 'ag', words: ['-echo', '-icanon', '-onlcr', '-opost', '-ixon'] },
  tail: { flags: 'fF', valued: 'nc', number: true },
  tar: { flags: 'chkmOpPtvxzj', valued: 'CfT', words: ['--exclude=', '--no-same-owner'] },
  tee: { flags: 'ai', writes: 'writes into' },
  test: { check: 'nothing' },
  touch: { flags: 'achm', valued: 'rt', writes: 'writes into' },
  tr: { flags: 'cdsCu' },
  true: {},
  tty: { flags: 's' },
  uniq: { flags: 'cdiu', valued: 'fs' },
  wc: { flags: 'clmw' },
  which: { flags: 'a' },
  xargs: { flags: '0rtpo', valued: 'EILnPsR' },
  yes: {},
}

/** Tools of macOS that the sim does not play: they fail with 64 and their name, where 127 would say that a Mac lacks them. */
export const UNPLAYED_TOOLS = [
  ...[
    'arp',
    'caffeinate',
    'codesign',
    'csrutil',
    'diskutil',
    'dscl',
    'footprint',
    'ioclasscount',
    'ioreg',
    'kmutil',
    'log',
  ],
  ...['macmon', 'memory_pressure', 'nettop', 'open', 'osascript', 'pkgutil', 'powermetrics', 'profiles', 'rsync'],
  ...[
    'scp',
    'security',
    'sftp',
    'ssh',
    'startosinstall',
    'sysadminctl',
    'top',
    'vm_stat',
    'xattr',
    'xcode-select',
    'zsh',
  ],
] as const
