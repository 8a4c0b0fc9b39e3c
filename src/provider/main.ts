import { readFileSync } from 'node:fs'
import { serve } from './server.js'

// argv from the engine: flags, then the engine's address last (absent when the engine attaches later).
const address = process.argv.slice(2).findLast((word) => /^[^-].*:\d+$/.test(word))
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

const { port, stop } = await serve({
  version: manifest.version,
  env: process.env,
  directory: process.cwd(),
  ...(address === undefined ? {} : { engineAddress: address }),
})

// The port and a newline must be the first bytes of stdout: the engine reads them to find us.
process.stdout.write(`${port}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void stop().finally(() => process.exit(0)))
}
