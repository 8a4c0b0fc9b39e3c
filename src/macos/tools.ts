/** What our commands may say to a tool. A word that is not listed is a mistake, or a fact that somebody must look up first. */
export interface ToolUse {
  /** Folder on a real Mac, for the sudoers list; commands use the bare name. */
  readonly at: '/bin' | '/sbin' | '/usr/bin' | '/usr/sbin' | '/usr/libexec'
  /** First words, where the tool has verbs; no verbs: the first word is an operand. */
  readonly verbs?: readonly string[]
  /** Words that begin with a dash, written out; with a colon or `=` at the end, a value is attached. */
  readonly words?: readonly string[]
  /** Letters that may follow a dash, alone or together: `-rf`. */
  readonly flags?: string
}

/** Tools that only macOS has, or that only macOS has in this form. */
export const MACOS_TOOLS: Readonly<Record<string, ToolUse>> = {
  defaults: { at: '/usr/bin', verbs: ['read', 'write', 'delete'], words: ['-bool', '-int', '-string', '-array'] },
  df: { at: '/bin', words: ['-k'] },
  diskutil: { at: '/usr/sbin', verbs: ['apfs'] },
  fdesetup: {
    at: '/usr/bin',
    verbs: ['status', 'list', 'supportsauthrestart', 'authrestart'],
    words: ['-delayminutes', '-1', '-inputplist'],
  },
  ibv_devices: { at: '/usr/bin' },
  ibv_devinfo: { at: '/usr/bin', words: ['-v', '-d'] },
  ifconfig: { at: '/sbin' },
  ioclasscount: { at: '/usr/sbin' },
  launchctl: {
    at: '/bin',
    verbs: ['print', 'bootstrap', 'bootout', 'kickstart', 'kill', 'enable', 'disable'],
  },
  lsof: { at: '/usr/sbin', words: ['-nP', '-iTCP:', '-sTCP:LISTEN', '-F'] },
  networksetup: {
    at: '/usr/sbin',
    verbs: [
      '-listallhardwareports',
      '-listnetworkserviceorder',
      '-getinfo',
      '-getcurrentlocation',
      '-listlocations',
      '-createnetworkservice',
      '-removenetworkservice',
      '-setmanual',
      '-setdhcp',
      '-setnetworkserviceenabled',
      '-ordernetworkservices',
      '-setv6LinkLocal',
      '-setv6automatic',
      '-setv4off',
      '-setv6off',
    ],
  },
  nvram: { at: '/usr/sbin', verbs: ['rdma-enable'] },
  PlistBuddy: { at: '/usr/libexec', words: ['-c'] },
  plutil: { at: '/usr/bin', verbs: ['-extract', '-lint'], words: ['-o', '-'] },
  profiles: { at: '/usr/bin', verbs: ['status'], words: ['-type'] },
  pmset: { at: '/usr/bin', verbs: ['-g', '-a', '-b', '-c', '-u'] },
  // enable and disable work in recoveryOS only: no command of ours says them.
  rdma_ctl: { at: '/usr/bin', verbs: ['status'] },
  route: { at: '/sbin', words: ['-n'] },
  scutil: { at: '/usr/sbin', verbs: ['--get', '--set'] },
  shutdown: { at: '/sbin', verbs: ['-r'] },
  // Never -a or -i: exact labels only. Nothing that erases is ever said.
  softwareupdate: {
    at: '/usr/sbin',
    verbs: ['--list', '--install'],
    words: ['--restart', '--force', '--no-scan', '--agree-to-license', '--user', '--stdinpass'],
  },
  stat: { at: '/usr/bin', words: ['-f'] },
  sw_vers: { at: '/usr/bin' },
  sysctl: { at: '/usr/sbin', words: ['-n'] },
  system_profiler: {
    at: '/usr/sbin',
    verbs: ['SPThunderboltDataType', 'SPHardwareDataType'],
    words: ['-json'],
  },
}

/**
 * Tools that every Unix has, with the flags that mean the same to BSD and GNU. Sources: the manual pages of macOS, and
 * POSIX. Not here on purpose: `sed -i`, `date -d`, `readlink -f`, `timeout`, `sha256sum`, `stat -c`.
 */
export const ORDINARY_TOOLS: Readonly<Record<string, ToolUse>> = {
  awk: { at: '/usr/bin', flags: 'Fv' },
  basename: { at: '/usr/bin' },
  cat: { at: '/bin' },
  chmod: { at: '/bin', flags: 'R' },
  chown: { at: '/usr/sbin', flags: 'R' },
  cmp: { at: '/usr/bin', flags: 's' },
  cp: { at: '/bin', flags: 'fpR' },
  curl: { at: '/usr/bin', flags: 'fsSLo', words: ['--max-time', '--connect-timeout', '--noproxy'] },
  cut: { at: '/usr/bin', flags: 'df' },
  date: { at: '/bin', flags: 'u' },
  dd: { at: '/bin' },
  dirname: { at: '/usr/bin' },
  echo: { at: '/bin' },
  env: { at: '/usr/bin', flags: 'i' },
  find: {
    at: '/usr/bin',
    words: ['-type', '-name', '-path', '-exec', '-print', '-prune', '-delete', '-maxdepth', '-mindepth', '-depth'],
  },
  grep: { at: '/usr/bin', flags: 'EFcHhlnoqsvxw' },
  head: { at: '/usr/bin', flags: 'nc' },
  id: { at: '/usr/bin', flags: 'gnu' },
  install: { at: '/usr/bin', flags: 'dgmo' },
  kill: { at: '/bin', words: ['-0', '-TERM'] },
  ln: { at: '/bin', flags: 'fns' },
  ls: { at: '/bin', flags: '1Aal' },
  mkdir: { at: '/bin', flags: 'mp' },
  mktemp: { at: '/usr/bin', flags: 'd' },
  mv: { at: '/bin', flags: 'f' },
  printenv: { at: '/usr/bin' },
  printf: { at: '/usr/bin' },
  ps: { at: '/bin', flags: 'Aaopx' },
  readlink: { at: '/usr/bin' },
  rm: { at: '/bin', flags: 'fr' },
  rmdir: { at: '/bin' },
  sed: { at: '/usr/bin', flags: 'Ene' },
  sh: { at: '/bin', flags: 'ceu' },
  shasum: { at: '/usr/bin', flags: 'ac' },
  sleep: { at: '/bin' },
  sort: { at: '/usr/bin', flags: 'knru' },
  sync: { at: '/bin' },
  tail: { at: '/usr/bin', flags: 'nc' },
  tar: { at: '/usr/bin', flags: 'Ccfxz' },
  tee: { at: '/usr/bin', flags: 'a' },
  test: { at: '/bin', flags: 'deflrswxLhnz' },
  touch: { at: '/usr/bin', flags: 'm' },
  tr: { at: '/usr/bin', flags: 'cds' },
  true: { at: '/usr/bin' },
  uname: { at: '/usr/bin', flags: 'ms' },
  wc: { at: '/usr/bin', flags: 'cl' },
  xargs: { at: '/usr/bin', flags: '0n' },
}
