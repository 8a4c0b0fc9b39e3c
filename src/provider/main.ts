import { readFileSync } from 'node:fs'
import { parse } from 'node:path'
import { projectAbove } from './project-above.js'
import { serve } from './server.js'

// argv from the engine: flags, then the engine's address last (absent when the engine attaches later).
const address = process.argv.slice(2).findLast((word) => /^[^-].*:\d+$/.test(word))
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

const { port, stop } = await serve({
  version: manifest.version,
  env: process.env,
  // Wherever the engine starts us below it.
  directory: projectAbove(process.cwd()) ?? parse(process.cwd()).root,
  ...(address === undefined ? {} : { engineAddress: address }),
})

// The port and a newline must be the first bytes of stdout: the engine reads them to find us.
process.stdout.write(`${port}\n`)
const end = () => void stop().finally(() => process.exit(0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)

// An engine that was killed ends nobody: without it a provider would go on for ever.
const engine = process.ppid
setInterval(() => (process.ppid === engine ? undefined : end()), 500).unref()
