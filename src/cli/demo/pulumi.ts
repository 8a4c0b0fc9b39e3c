import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

export interface PulumiResult {
  readonly exit: number
  /** Standard output and standard error as they came. */
  readonly text: string
  readonly stdout: string
}

export interface PulumiSetting {
  /** Folder with Pulumi.yaml. */
  readonly project: string
  /** Folder for state, plugins cache and credentials of this engine alone. */
  readonly home: string
  readonly stack: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Called at the start of each run; what it returns hears all that the engine says. */
  readonly hear?: () => (text: string) => void
}

/** The real engine on one stack: a file backend in its own home, nothing of the user's Pulumi touched. */
export class Pulumi {
  readonly #setting: PulumiSetting

  constructor(setting: PulumiSetting) {
    this.#setting = setting
    for (const folder of ['state', 'tmp']) mkdirSync(join(setting.home, folder), { recursive: true })
  }

  /** Runs `pulumi <words> --stack <stack>` to its end; never throws for its exit code. */
  run(...words: readonly string[]): Promise<PulumiResult> {
    const { promise } = this.start(...words)
    return promise
  }

  /** Starts it and hands out the process too, for whoever interrupts it. */
  start(...words: readonly string[]) {
    const { project, stack } = this.#setting
    const say = this.#setting.hear?.()
    const [verb = '', ...rest] = words
    const child = spawn('pulumi', [verb, ...rest, '--stack', stack, '--non-interactive'], {
      cwd: project,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      text += chunk
      say?.(chunk)
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      say?.(chunk)
    })
    const promise = new Promise<PulumiResult>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => resolve({ exit: code ?? (signal === null ? 1 : 255), text, stdout }))
    })
    return { child, promise }
  }

  environment(): NodeJS.ProcessEnv {
    const { home, env } = this.#setting
    return {
      ...env,
      PULUMI_HOME: home,
      // Its Node host leaves a folder of pipes behind each time: here, where they go away with the rest.
      TMPDIR: join(home, 'tmp'),
      PULUMI_BACKEND_URL: `file://${join(home, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: env['PULUMI_CONFIG_PASSPHRASE'] ?? 'demo',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_SKIP_CONFIRMATIONS: 'true',
      NO_COLOR: '1',
    }
  }
}
