/**
 * One text per command, however somebody typed it: `sudo -n` and the folder of the tool make no difference to what is
 * printed. Everything else does, so words are compared exactly.
 */
export function commandKey(argv: readonly string[]): string {
  const words = withoutSudo(argv)
  const [tool = '', ...rest] = words
  return JSON.stringify([bare(tool), ...rest])
}

function withoutSudo(argv: readonly string[]): readonly string[] {
  if (bare(argv[0] ?? '') !== 'sudo') return argv
  const start = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'))
  return start < 0 ? argv : argv.slice(start)
}

function bare(tool: string): string {
  return tool.startsWith('/') ? tool.slice(tool.lastIndexOf('/') + 1) : tool
}
