import { UNKNOWN } from './guard.js'
import { OWNERSHIP } from './ownership.js'

type Find = (name: string) => string | null

/** Scripts in the place of tools whose Linux namesake speaks differently. Messages are BSD's (composed from its sources). */
export function rewrittenTools(find: Find): Readonly<Record<string, string>> {
  const onMac = process.platform === 'darwin'
  return {
    chown: owner('chown'),
    chgrp: owner('chgrp'),
    id: ID,
    install: install(find('install') ?? 'install'),
    mktemp: mktemp(find('mktemp') ?? 'mktemp'),
    ps: ps(find('ps')),
    shasum: shasum(onMac ? null : find('sha256sum'), find('shasum')),
    stat: stat(find('stat') ?? 'stat', onMac),
    sudo: sudo(find('env') ?? 'env'),
    sync: script('sync', ''),
    whoami: script('whoami', 'if [ "${SIM_ROOT:-0}" = 1 ]; then echo root; else echo "$LOGNAME"; fi'),
  }
}

function script(name: string, body: string): string {
  return `#!/bin/sh
refuse() {
  printf '%s\\n' "${name}: sim: the stand-in does not know: $1" >&2
  exit ${UNKNOWN}
}
${body}
`
}

const ID = script(
  'id',
  `if [ "\${SIM_ROOT:-0}" = 1 ]; then uid=0 user=root gid=0 group=wheel; else uid=501 user=$LOGNAME gid=20 group=staff; fi
case $* in
  '') echo "uid=$uid($user) gid=$gid($group) groups=$gid($group),12(everyone),80(admin)" ;;
  -u) echo $uid ;;
  -un|'-u -n') echo "$user" ;;
  -g) echo $gid ;;
  -gn|'-g -n') echo $group ;;
  *) refuse "$*" ;;
esac`,
)

/** Ownership is not the host's to change: it is kept in a file of the sim, which the other stand-ins ask. */
function owner(name: string): string {
  return script(
    name,
    `${OWNERSHIP}
while :; do case \${1-} in -R|-h|-RH|-Rh) shift ;; -*) refuse "$1" ;; *) break ;; esac; done
[ $# -ge 2 ] || refuse "$*"
new=\${1%%:*}
case $new in root|"$LOGNAME"|"\${SUDO_USER:-$LOGNAME}"|''|wheel|staff) ;;
  *) printf '%s\\n' "${name}: $1: illegal user name" >&2; exit 1 ;;
esac
shift
for path do
  inside "$path" || refuse "$path is outside of this Mac"
  [ -e "$place" ] || [ -L "$place" ] || { printf '%s\\n' "${name}: $path: No such file or directory" >&2; exit 1; }
  [ "\${SIM_ROOT:-0}" = 1 ] || { printf '%s\\n' "${name}: $path: Operation not permitted" >&2; exit 1; }
  case $new in ''|wheel|staff) ;; *) printf '%s %s\\n' "$new" "\${place#"$MACLOOM_ROOT"}" >> "$base/run/owners" ;; esac
done`,
  )
}

function install(program: string): string {
  return script(
    'install',
    `${OWNERSHIP}
new= mode= rest=
while :; do
  case \${1-} in
    -o|-g)
      [ "\${SIM_ROOT:-0}" = 1 ] || { printf '%s\\n' "install: chown: Operation not permitted" >&2; exit 71; }
      [ "$1" = -g ] || new=$2
      shift 2 ;;
    -m) mode=$2; shift 2 ;;
    -d|-C|-p|-b) rest="$rest $1"; shift ;;
    --) shift; break ;;
    -*) refuse "$1" ;;
    *) break ;;
  esac
done
for path do
  case $rest/$# in *-d*) ;; */1|*/0) ;; *) [ "$path" = "$1" ] && continue ;; esac
  inside "$path" || refuse "$path is outside of this Mac"
  may_write "$place" || { printf '%s\\n' "install: $path: Permission denied" >&2; exit 71; }
  [ -z "$new" ] || printf '%s %s\\n' "$new" "\${place#"$MACLOOM_ROOT"}" >> "$base/run/owners"
done
exec ${program} -m "\${mode:-0755}" $rest -- "$@"`,
  )
}

function mktemp(program: string): string {
  return script(
    'mktemp',
    `folder= template=
while :; do
  case \${1-} in
    -d) folder=-d; shift ;;
    -t) template=\${TMPDIR%/}/$2.XXXXXXXX; shift 2 ;;
    -*) refuse "$1" ;;
    *) break ;;
  esac
done
[ $# -gt 1 ] && refuse "$*"
template=\${1:-\${template:-\${TMPDIR%/}/tmp.XXXXXXXX}}
case $template in /*) case $template in "$MACLOOM_ROOT"/*) ;; *) refuse "$template is outside of this Mac" ;; esac ;; esac
exec ${program} $folder "$template"`,
  )
}

function ps(program: string | null): string {
  const body = program === null ? 'refuse "this machine has no ps"' : `exec ${program} "$@"`
  return script(
    'ps',
    `one=
for word do
  case $word in
    -p) one=1 ;;
    -o|-p[0-9]*|[0-9]*|*=*|pid|ppid|pgid|command|comm|rss|state|stat|etime|lstart) case $word in -p*) one=1 ;; esac ;;
    *) refuse "$word" ;;
  esac
done
[ -n "$one" ] || refuse 'a list of every process: name the processes with -p'
${body}`,
  )
}

function shasum(sha256sum: string | null, perl: string | null): string {
  const program = sha256sum ?? (perl === null ? null : `${perl} -a 256`)
  const body = program === null ? 'refuse "this machine can make no SHA-256"' : `exec ${program} "$@"`
  return script(
    'shasum',
    `case "\${1-} \${2-}" in '-a 256') shift 2 ;; -a256*) shift ;; *) refuse "$*: only -a 256" ;; esac
for word do case $word in -c|--) ;; -?*) refuse "$word" ;; *) break ;; esac; done
${body}`,
  )
}

function stat(program: string, onMac: boolean): string {
  const translate = String.raw`sed -e 's/%z/%s/g' -e 's/%m/%Y/g' -e 's/%N/%n/g' -e 's/%O*Lp/%a/g' -e 's/%Su/%U/g' -e 's/%Sg/%G/g' -e 's/%HT/%F/g'`
  const host = onMac
    ? `exec ${program} \${follow:+-L} -f "$format" "$@"`
    : `case $format in
  '%z %m %N') host='%s %Y %n' ;;
  *)
    case $(printf %s "$format" | sed -e 's/%z//g;s/%m//g;s/%N//g;s/%i//g;s/%O*Lp//g;s/%Su//g;s/%Sg//g;s/%HT//g') in *%*) refuse "$format" ;; esac
    host=$(printf %s "$format" | ${translate}) ;;
esac
${program} \${follow:+-L} -c "$host" -- "$@" 2>/dev/null && exit 0
for path do
  [ -e "$path" ] || [ -L "$path" ] || printf '%s\\n' "stat: $path: stat: No such file or directory" >&2
done
exit 1`
  return script(
    'stat',
    `follow= format=
while :; do
  case \${1-} in
    -L) follow=1; shift ;;
    -f) format=$2; shift 2 ;;
    -Lf) follow=1 format=$2; shift 2 ;;
    --) shift; break ;;
    -*) refuse "$1" ;;
    *) break ;;
  esac
done
[ -n "$format" ] || refuse 'no -f format: the plain form differs between systems'
${host}`,
  )
}

/** macOS keeps HOME and the language over sudo and drops the rest; SIM_ROOT tells the stand-ins who asks. */
function sudo(env: string): string {
  return script(
    'sudo',
    `base=\${0%/*} base=\${base%/bin}
show= check=
while :; do
  case \${1-} in
    -n) shift ;;
    -l|-nl) show=1; shift ;;
    -v|-nv) check=1; shift ;;
    -u) [ "\${2-}" = root ] || refuse "-u \${2-}"; shift 2 ;;
    --) shift; break ;;
    -*) refuse "$1" ;;
    *) break ;;
  esac
done
[ -e "$base/run/faults/sudo-asks" ] && { echo 'sudo: a password is required' >&2; exit 1; }
[ -n "$check" ] && exit 0
[ $# -gt 0 ] || refuse 'no command'
case $1 in *=*) refuse "$1: values go through env" ;; esac
program=$1
case $1 in
  "$MACLOOM_ROOT"/*|"$base"/bin/*) ;;
  /*) program=$base/bin/\${1##*/} ;;
  *) program=$(command -v -- "$1") || program= ;;
esac
case $program in /*) ;; ?*) program=$base/bin/$1 ;; esac
[ -x "\${program:-/}" ] && [ ! -d "\${program:-/}" ] || { printf '%s\\n' "sudo: $1: command not found" >&2; exit 1; }
[ -n "$show" ] && { shift; printf '%s\\n' "$program\${1:+ $*}"; exit 0; }
shift
exec ${env} -i PATH="$PATH" MACLOOM_PATH="$MACLOOM_PATH" MACLOOM_ROOT="$MACLOOM_ROOT" MACLOOM_SIM="$MACLOOM_SIM" \\
  HOME="$HOME" TMPDIR="$TMPDIR" LC_ALL="\${LC_ALL:-C}" USER=root LOGNAME=root SUDO_USER="\${SUDO_USER:-$LOGNAME}" SIM_ROOT=1 \\
  "$program" "$@"`,
  )
}
