import { runCli } from '../../src/cli/program.js'

export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export interface Typed {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly directory?: string
  readonly stdin?: string
}

/** Runs `macloom` in this process, as if somebody had typed it in a folder of theirs. */
export async function macloom(argv: readonly string[], typed: Typed = {}): Promise<Ran> {
  let stdout = ''
  let stderr = ''
  const exit = await runCli(argv, {
    env: typed.env ?? {},
    directory: typed.directory ?? process.cwd(),
    print: (text) => (stdout += text),
    say: (line) => (stderr += `${line}\n`),
    input: async () => typed.stdin ?? '',
  })
  return { exit, stdout, stderr }
}
