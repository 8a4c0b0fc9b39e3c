/** What a verb may use of the process it runs in. Only main.ts touches `process`; tests hand in their own. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The folder that relative paths start from. */
  readonly directory: string
  /** The result, for stdout. */
  readonly print: (text: string) => void
  /** A line of progress or trouble, for stderr. */
  readonly say: (line: string) => void
  /** All of stdin. */
  readonly input: () => Promise<string>
}
