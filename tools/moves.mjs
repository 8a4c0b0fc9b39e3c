// @ts-check
// `npm run moves`: advice on plugs against brute force, for every single and double mistake on wirings of 2 to 4 Macs and
// a seeded sample of 5 and 6. `npm run moves -- "ring of 3"` takes one wiring.
import { prepare } from './prepare.mjs'
import { isMain } from './run.mjs'
import { runTestProgram } from './test-program.mjs'

if (isMain(import.meta.url)) {
  process.exitCode = await prepare(['deps'])
    .then(() => runTestProgram('moves', process.argv.slice(2)))
    .catch((error) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      return 1
    })
}
