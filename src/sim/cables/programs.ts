import { execFile, execFileSync } from 'node:child_process'
import { hostProgram } from '../host-program.js'

/** Everything of ours in this machine's network carries it: namespaces, and one interface per lab. */
export const PREFIX = 'macloom-'

/** Where `ip netns` keeps the names of namespaces. */
export const NAMESPACES = '/var/run/netns'

const NEEDS = ['ip', 'tc', 'nsenter']

/** Why this machine cannot have real cables, in one sentence; null when it can. */
export function missingForCables(): string | null {
  if (process.platform !== 'linux') return 'real cables need Linux with its network namespaces'
  if (process.getuid?.() !== 0) return 'real cables need root, which makes network namespaces'
  const absent = NEEDS.filter((name) => hostProgram(name) === null)
  if (absent.length > 0) return `real cables need ${absent.join(' and ')} (Debian: iproute2, util-linux)`
  return trial()
}

// Root in a container may still not be allowed to, and a kernel may lack veth, bridge or tbf: only trying tells.
function trial(): string | null {
  const name = `${PREFIX}trial-${process.pid}`
  const link = ['link add name a type veth peer name b', 'link add name c type bridge', 'link set dev a master c up']
  const quiet = { stdio: 'pipe', encoding: 'utf8' } as const
  try {
    execFileSync('ip', ['netns', 'add', name], quiet)
    execFileSync('ip', ['-n', name, '-batch', '-'], { ...quiet, input: link.join('\n') })
    execFileSync('tc', ['-n', name, ...limiting('a', 200)], quiet)
    return null
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    return `real cables need network namespaces, veth pairs, bridges and tbf, and this machine refuses: ${said.replaceAll('\n', '; ')}`
  } finally {
    try {
      execFileSync('ip', ['netns', 'del', name], quiet)
    } catch {
      // It was never made.
    }
  }
}

/** Words for tc that let no more than so many megabits a second leave by an interface. */
export function limiting(device: string, megabits: number): string[] {
  const bucket = ['tbf', 'rate', `${megabits}mbit`, 'burst', '256kb', 'latency', '50ms']
  return ['qdisc', 'replace', 'dev', device, 'root', ...bucket]
}

/** Runs ip, tc or nsenter; throws what it complained of. */
export function run(program: 'ip' | 'tc' | 'nsenter', words: readonly string[], stdin = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, words, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const why = stderr.trim() || error.message
      reject(new Error(`real cables: ${[program, ...words].join(' ')}: ${why}${stdin && ` in:\n${stdin}`}`))
    })
    child.stdin?.on('error', () => undefined).end(stdin)
  })
}

/** Many lines for ip or tc in one process, in a namespace or, for null, in the machine's own network. */
export async function batch(program: 'ip' | 'tc', namespace: string | null, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  const where = namespace === null ? [] : ['-n', namespace]
  await run(program, [...where, '-batch', '-'], `${lines.join('\n')}\n`)
}
