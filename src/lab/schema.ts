import { z } from 'zod'
import { labFabric } from './fabric.js'
import { labCable, labLink } from './link-schema.js'

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,40}[a-z0-9])?$/, 'lower-case letters, digits and dashes')
const gigabytes = z
  .string()
  .regex(/^\d+ ?GB$/, 'a number of gigabytes, for example 512GB')
  .transform((text) => Number.parseInt(text, 10) * 2 ** 30)
const idle = z.union([z.literal('never'), z.number().int().positive()])
const percent = z
  .string()
  .regex(/^(\d{1,2}|100) ?%$/, 'a per cent, for example 30%')
  .transform((text) => Number.parseInt(text, 10))
const version = z.string().regex(/^\d+(\.\d+){0,2}$/, 'a version in quotes, for example "26.2"')

export const sshSettings = z.strictObject({
  user: z.string().optional().describe('Login name; default: what ~/.ssh/config or the operator has.'),
  port: z.number().int().min(1).max(65535).optional(),
  identity: z.string().optional().describe("Path of a private key on the operator's disk; default: the agent."),
  jump: z.string().optional().describe('One jump host, as user@host[:port] or an alias of ~/.ssh/config.'),
  jumpHostKey: z.string().optional().describe('Pinned host key of the jump host.'),
})

const hostKey = z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'SHA256:… as `macloom keys <address>` prints it')

const labMac = z.strictObject({
  address: z.string().min(1).describe('Host name, address or alias of ~/.ssh/config.'),
  hostKey: hostKey.describe('The pinned host key.'),
  ...sshSettings.shape,
  serial: z.string().optional(),
  model: z
    .string()
    .regex(/^[A-Za-z]+\d+,\d+$/, 'a model identifier, for example Mac15,14')
    .optional(),
  chip: z.string().optional(),
  memory: gigabytes.optional(),
  label: z.string().optional().describe('Where a person finds it: rack, shelf, desk.'),
  ethernet: z
    .ipv4()
    .optional()
    .describe('IPv4 address of its Ethernet, for links over Ethernet. Default: `address`, where that is one.'),
  takeOver: z.string().optional(),
  optional: z
    .boolean()
    .default(false)
    .describe('It may leave: while it does not answer the lab goes on without it, and no run fails.'),
  ec2: z
    .literal(true)
    .optional()
    .describe('A Mac of AWS EC2: no Thunderbolt between hosts, billed for 24 hours at least.'),
})

const python = z.union([version, z.strictObject({ version, path: z.string().startsWith('/') })])

export const labModel = z.strictObject({
  repo: z.string().optional().describe('Repository on the hub, for example mlx-community/Kimi-K2-Thinking.'),
  revision: z
    .string()
    .regex(/^[0-9a-f]{40}$/, '40 hexadecimal digits')
    .optional(),
  hub: z.url().optional().describe('Another HF_ENDPOINT-compatible hub.'),
  folder: z.string().optional().describe("A folder on the operator's disk, in place of repo."),
  retain: z.boolean().default(false),
})

export const labDeployment = z.strictObject({
  model: name,
  macs: z.array(name).min(1).default([]).describe('The Macs in rank order.'),
  replicas: z
    .array(name)
    .min(1)
    .default([])
    .describe('In place of macs: Macs that each serve the whole model alone, with an endpoint of its own.'),
  whenAway: z
    .literal('waits')
    .optional()
    .describe('What happens while an optional Mac of the group is away, in words: nothing is served until it is back.'),
  engine: z.literal('mlx-lm').default('mlx-lm'),
  strategy: z.enum(['tensor', 'pipeline', 'auto']).default('auto'),
  backend: z.enum(['ring', 'auto']).default('auto'),
  meanwhile: z.literal('ring').optional().describe('Serve over ring while RDMA waits for a person.'),
  context: z
    .number()
    .int()
    .positive()
    .default(8192)
    .describe(
      'Tokens that the plan finds memory for: a number of the plan alone, since mlx_lm.server has no such limit.',
    ),
  host: z.string().default('127.0.0.1'),
  plaintext: z.literal('allowed').optional().describe('Serve off loopback without encryption, in words.'),
  port: z.number().int().min(1024).max(65535).default(8080),
  ringPort: z
    .number()
    .int()
    .min(1024)
    .max(65000)
    .default(32323)
    .describe('First port of the ring; every rank takes the next one, or as many as it has cables.'),
  environment: z
    .record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/), z.string())
    .default({})
    .describe('Environment variables of every rank; no secrets: every user of the Mac can read them.'),
  standIn: z.boolean().default(false).describe('Named stand-in ranks in place of MLX: only sims without Python.'),
})

const labCommand = z.strictObject({
  on: z.union([name, z.array(name).min(1)]),
  after: z.enum(['mac', 'settings', 'fabric', 'links', 'runtime', 'models', 'deployments']).default('mac'),
  create: z.string().describe('Script run on the Mac once the stage named by `after` is ready.'),
  update: z.string().optional(),
  delete: z.string().optional(),
})

const build = z.string().regex(/^\d{2}[A-Z]\d+[a-z]?$/, 'a build in quotes, for example "25C56"')

/** `minimum` alone is a gate. Anything else makes macOS of every Mac a resource, and its updates a rollout. */
export const labOs = z.strictObject({
  minimum: version.default('26.2'),
  build: build.optional().describe('Exact build for every Mac, for example "25C56": RDMA wants equal builds.'),
  driver: z
    .enum(['auto', 'mdm', 'softwareupdate', 'startosinstall', 'manual'])
    .optional()
    .describe('Who installs macOS; default auto: MDM where enrolled, then softwareupdate, an installer, a person.'),
  volumeOwner: z
    .strictObject({
      user: z.string().min(1),
      passwordFrom: z.string().regex(/^MACLOOM_[A-Z0-9_]+$/, 'the name of a variable that begins with MACLOOM_'),
    })
    .optional()
    .describe('Who may sign an update, and the environment variable with the password; no file holds it.'),
  unlock: z.literal('person').optional().describe('A person unlocks FileVault after each restart.'),
  waveSize: z
    .number()
    .int()
    .positive()
    .optional()
    .describe(
      'Macs that restart at the same time; default 1. A wave waits for RDMA of the one before: all at once where it never was on.',
    ),
  waves: z
    .array(z.array(name).min(1))
    .optional()
    .describe('Which Macs go together, in order; those not named follow in waves of waveSize.'),
})

export const labFile = z.strictObject({
  lab: name,
  ssh: sshSettings.default({}),
  macs: z.record(name, labMac),
  gone: z.array(name).default([]).describe('Macs that will never come back: forgotten with a warning.'),
  leaving: z
    .array(name)
    .default([])
    .describe('Macs that leave the lab: the next up gives them back; after it remove them from the file.'),
  os: labOs.prefault({}),
  settings: z
    .strictObject({
      sleep: idle.default('never'),
      displaySleep: idle.default('never'),
      diskSleep: idle.default('never'),
      restartAfterPowerLoss: z.boolean().default(true),
      wakeOnNetwork: z.boolean().default(true),
      automaticUpdates: z.boolean().default(false),
      computerName: z.enum(['mac name', 'keep']).default('keep'),
      wiredLimit: z.union([z.literal('auto'), z.literal('keep'), gigabytes]).default('auto'),
    })
    .prefault({}),
  laptops: z
    .strictObject({
      batteryFloor: percent.prefault('30%').describe('Below it nothing risky begins on a laptop, for example 30%.'),
      mains: z
        .enum(['required', 'ignored'])
        .default('required')
        .describe('Whether ranks and networks wait for its charger.'),
      lid: z
        .enum(['may close', 'keep'])
        .default('may close')
        .describe('may close: it stays awake with its lid closed.'),
    })
    .prefault({})
    .describe('Rules for Macs whose model is a MacBook; given back like every setting.'),
  fabric: labFabric,
  links: z.array(labLink).default([]),
  cables: z.record(name, labCable).default({}).describe('The cables as things; a link names its own.'),
  measure: z
    .strictObject({
      links: z
        .enum(['on-change', 'never'])
        .default('on-change')
        .describe('When links are measured between the Macs: when they were never, or are wired otherwise than then.'),
      seconds: z.number().positive().max(30).default(2).describe('Seconds of load in each direction.'),
      again: z.string().optional().describe('Any text, such as a date: another one measures every link anew.'),
    })
    .prefault({}),
  rdma: z.enum(['enabled', 'ignored']).default('ignored'),
  mlx: z
    .strictObject({ python: python.default('3.12'), mlx: version, 'mlx-lm': version, index: z.url().optional() })
    .optional(),
  models: z.record(name, labModel).default({}),
  deployments: z.record(name, labDeployment).default({}),
  commands: z.record(name, labCommand).default({}),
})

/** A lab as the file declares it, with every default filled in. Names inside it are checked by `parseLab`. */
export type Lab = z.infer<typeof labFile>
