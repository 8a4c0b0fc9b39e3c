import { z } from 'zod'
import { readPlist, isDictionary } from './property-list.js'

/** What launchd keeps of a job's plist from bootstrap to bootout; a later edit of the file changes nothing. */
export interface Definition {
  readonly label: string
  /** Path of the plist as the Mac knows it. */
  readonly plist: string
  readonly program: string
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string | null
  readonly stdout: string | null
  readonly stderr: string | null
  readonly user: string
  readonly runAtLoad: boolean
  /** `always`, `never`, after a failure or after a success (KeepAlive with SuccessfulExit). */
  readonly keepAlive: 'always' | 'never' | 'after failure' | 'after success'
  readonly throttle: number
  readonly exitTimeOut: number
}

const texts = z.record(z.string(), z.string())
const limits = z.record(z.string(), z.number())

// launchd.plist(5); keys that the sim accepts and does not act on are those that change nothing a client could see.
const schema = z.strictObject({
  Label: z.string().regex(/^[A-Za-z0-9._-]+$/),
  Program: z.string().optional(),
  ProgramArguments: z.array(z.string()).min(1).optional(),
  EnvironmentVariables: texts.default({}),
  WorkingDirectory: z.string().optional(),
  StandardOutPath: z.string().optional(),
  StandardErrorPath: z.string().optional(),
  UserName: z.string().default('root'),
  GroupName: z.string().optional(),
  RunAtLoad: z.boolean().default(false),
  KeepAlive: z.union([z.boolean(), z.strictObject({ SuccessfulExit: z.boolean() })]).default(false),
  ThrottleInterval: z.number().int().min(0).default(10),
  ExitTimeOut: z.number().int().min(0).default(20),
  ProcessType: z.enum(['Background', 'Standard', 'Adaptive', 'Interactive']).optional(),
  AbandonProcessGroup: z.boolean().optional(),
  SoftResourceLimits: limits.optional(),
  HardResourceLimits: limits.optional(),
  Nice: z.number().int().optional(),
  Umask: z.number().int().optional(),
  Disabled: z.boolean().optional(),
})

/** Reads a job from the text of its plist. Throws with the reason, where launchd says `5: Input/output error`. */
export function readDefinition(text: string, plist: string): Definition {
  const value = readPlist(text)
  if (!isDictionary(value)) throw new Error('the property list is no dictionary')
  const read = schema.safeParse(value)
  if (!read.success)
    throw new Error(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
  const job = read.data
  const program = job.Program ?? job.ProgramArguments?.[0]
  if (program === undefined) throw new Error('neither Program nor ProgramArguments')
  return {
    ...{ label: job.Label, plist, program, arguments: job.ProgramArguments ?? [program] },
    environment: job.EnvironmentVariables,
    workingDirectory: job.WorkingDirectory ?? null,
    ...{ stdout: job.StandardOutPath ?? null, stderr: job.StandardErrorPath ?? null },
    ...{ user: job.UserName, runAtLoad: job.RunAtLoad, keepAlive: keepAlive(job.KeepAlive) },
    ...{ throttle: job.ThrottleInterval, exitTimeOut: job.ExitTimeOut },
  }
}

function keepAlive(value: boolean | { SuccessfulExit: boolean }): Definition['keepAlive'] {
  if (typeof value === 'boolean') return value ? 'always' : 'never'
  return value.SuccessfulExit ? 'after success' : 'after failure'
}
