import { onMac, run, type Command, type MacPath, type Word } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import { complaint } from '../../macos/reply.js'
import { ENVIRONMENTS, environmentPath } from '../places.js'
import { ROOT } from '../record.js'
import { readVersions } from './environments.js'
import type { MlxInstallInputs } from './inputs.js'

/** Building takes minutes on a slow line; uv keeps what it has, so a second attempt goes on. */
const LONG = 1800

/** Runs a few lines of shell as the login user; `$1` and on are the words. The first failing line ends it. */
function script(lines: readonly string[], words: readonly Word[], seconds: number): Command {
  return { ...run('sh', '-c', ['set -e', ...lines].join('\n'), 'sh', ...words), seconds }
}

/** Runs the command that follows and, when it fails, says all of it on one line: an error sentence has room for that. */
const TERSE = [
  'terse() {',
  '  log=$1; shift',
  '  "$@" 2> "$log" || { code=$?; tr -s "\\n " "  " < "$log" | head -c 1500 >&2; exit $code; }',
  '}',
]

/** Whether a path is there and can be executed. */
export function executable(path: string): Question<boolean> {
  return {
    name: `executable ${path}`,
    command: run('test', '-x', onMac(path)),
    read: ({ exit, stderr }) => {
      if (exit > 1) throw new Unreadable('test', 'exit 0 or 1', `exit ${exit}: ${stderr}`)
      return exit === 0
    },
  }
}

/** Unpacks a python-build-standalone archive (it holds one folder, `python`) and gives it its final name. */
export function unpackPython(archive: string, folder: string): Command {
  const lines = [
    'rm -rf "$2.new" && mkdir -p "$2.new"',
    'tar -xzf "$1" -C "$2.new"',
    'rm -rf "$2"',
    'mv "$2.new/python" "$2"',
    'rm -rf "$2.new" "$1"',
  ]
  return script(lines, [onMac(archive), onMac(folder)], 300)
}

/** Installs uv from its own wheel with that Python's pip, by hash, and gives the folder its final name. */
export function installUv(python: MacPath, folder: string, { uv, index }: MlxInstallInputs): Command {
  const lines = [
    ...TERSE,
    'python=$1 folder=$2; shift 2',
    'rm -rf "$folder.new" && mkdir -p "$folder.new"',
    'cat > "$folder.requirements"',
    'terse "$folder.log" "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \\',
    '  --only-binary :all: \\',
    '  --target "$folder.new" -r "$folder.requirements" "$@"',
    'test -x "$folder.new/bin/uv"',
    'rm -rf "$folder" && mv "$folder.new" "$folder" && rm -f "$folder.requirements" "$folder.log"',
  ]
  const mirror = index === undefined ? [] : ['--index-url', index]
  return { ...script(lines, [python, onMac(folder), ...mirror], LONG), stdin: uv.requirements }
}

/** Builds the environment beside the others. Relocatable, because it gets its name only once it has been verified. */
export function buildEnvironment(python: MacPath, uv: string, inputs: MlxInstallInputs): Command {
  const lines = [
    ...TERSE,
    'python=$1 uv=$2 new=$3 cache=$4; shift 4',
    // A cache that the Mac's owner has set up is used; ours lies in our folder and goes with it.
    'UV_CACHE_DIR=${UV_CACHE_DIR:-$cache} UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1; unset VIRTUAL_ENV',
    'export UV_CACHE_DIR UV_PYTHON_DOWNLOADS UV_NO_PROGRESS',
    '# What other attempts have left half built is of no use to anybody.',
    'rm -rf "${new%/*}"/*.building*',
    'terse "$new.log" "$uv" venv --quiet --no-config --relocatable --python "$python" "$new"',
    'cat > "$new/requirements.txt"',
    'terse "$new.log" "$uv" pip install --quiet --no-config --require-hashes --only-binary :all: --python "$new/bin/python" \\',
    '  -r "$new/requirements.txt" "$@"',
    'rm -f "$new.log"',
  ]
  const mirror = inputs.index === undefined ? [] : ['--default-index', inputs.index]
  const words = [python, onMac(uv), onMac(building(inputs.digest)), onMac(`${ROOT}/uv/cache`), ...mirror]
  return { ...script(lines, words, LONG), stdin: inputs.requirements }
}

// One operation on the default device: an import alone says nothing about Metal.
const PROBE = [
  'import json, platform',
  'from importlib.metadata import version',
  'import mlx.core as mx, mlx_lm',
  'assert mx.sum(mx.array([1, 2, 3])).item() == 6',
  'print(json.dumps({"python": platform.python_version(), "mlx": version("mlx"), "mlx-lm": version("mlx-lm")}))',
].join('\n')

/** What a new environment says of itself after it has imported MLX and computed once. */
export function versionsIn(digest: string): Question<Record<string, string>> {
  return {
    name: `versions in ${digest}`,
    command: { ...run(onMac(`${building(digest)}/bin/python`), '-B', '-c', PROBE), seconds: 180 },
    read: (reply) => {
      if (reply.exit === 0) return readVersions(reply.stdout)
      throw new Unreadable(
        'python',
        'an environment that imports mlx.core and mlx_lm',
        lastLine(reply.stderr) ?? complaint(reply),
      )
    },
  }
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)
}

/** Records what was verified and gives the environment its name. */
export function finish(digest: string, lock: string, versions: Readonly<Record<string, string>>): Command[] {
  const [from, to] = [building(digest), environmentPath(digest)]
  return [
    { ...script(['cat > "$1"'], [onMac(`${from}/lock.json`)], 15), stdin: `${lock}\n` },
    { ...script(['cat > "$1"'], [onMac(`${from}/verified.json`)], 15), stdin: `${JSON.stringify(versions)}\n` },
    script(['rm -rf "$2"', 'mv "$1" "$2"'], [onMac(from), onMac(to)], 60),
  ]
}

/** Switches `current` with one rename. Python does it: mv needs -h on macOS and -T elsewhere to replace a link to a folder. */
export function switchTo(digest: string): Command {
  const lines = [
    'cd "$1" && rm -f current.new && ln -s "$2" current.new',
    '"./$2/bin/python" -B -c "import os; os.replace(\'current.new\', \'current\')"',
  ]
  return script(lines, [onMac(ENVIRONMENTS), digest], 60)
}

function building(digest: string): string {
  return `${environmentPath(digest)}.building`
}
