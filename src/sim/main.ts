import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { startSim } from './sim.js'
import { readWorld } from './store.js'

/** Further words for the process that plays a sim, on one line of its standard input. */
const extras = z.strictObject({
  authorizedKeys: z.array(z.string()),
  listen: z.record(z.string(), z.strictObject({ address: z.string(), port: z.number() })).default({}),
  python: z.string().nullable().optional(),
  cables: z.enum(['portable', 'veth']).default('portable'),
})

/**
 * `node main.js <directory> <world.json> < extras.json`: plays a sim in a process of its own until it is told to stop,
 * and prints one line of JSON when its Macs can be reached.
 */
async function main([directory, worldFile]: readonly string[]): Promise<void> {
  if (directory === undefined || worldFile === undefined) throw new Error('usage: main.js <directory> <world.json>')
  const { python, ...more } = extras.parse(JSON.parse(readFileSync(0, 'utf8')))
  const options = { ...more, ...(python === undefined ? {} : { python }) }
  const sim = await startSim({ world: readWorld(worldFile), directory, ...options })
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    process.once(name, () => void sim.stop().then(() => process.exit(0)))
  process.stdout.write(`${JSON.stringify({ directory: sim.directory, macs: sim.macs })}\n`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`sim: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
