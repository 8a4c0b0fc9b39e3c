// @ts-check
import { main } from '@pulumi/pulumi/provider/index.js'
import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'

/** @typedef {{create: string, update?: string, delete?: string, environment?: Record<string, string>}} Inputs */

const KNOWN = ['create', 'update', 'delete', 'environment']

/**
 * As the real one runs it: by a shell, in the folder the engine started the plugin in, an exit code other than 0 fails.
 * @param {string} verb @param {string} line @param {Inputs} inputs @returns {string}
 */
function run(verb, line, { environment = {} }) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })
  appendFileSync(process.env['COMMANDS_RUN'] ?? '/dev/stderr', `${verb} ${line.split(' ').slice(0, 5).join(' ')}\n`)
  if (status !== 0) throw new Error(`exit status ${status}: running "${line}":\n${stderr}`)
  return stdout.trimEnd()
}

const provider = {
  version: '1.2.1',
  check: async (/** @type {string} */ urn, /** @type {any} */ _olds, /** @type {any} */ news) => {
    if (!urn.includes('command:local:Command'))
      throw new Error(`${urn}: this stand-in knows command:local:Command only`)
    const strange = Object.keys(news).filter((key) => !KNOWN.includes(key))
    if (strange.length > 0) throw new Error(`${urn}: this stand-in does not know ${strange.join(', ')}`)
    return { inputs: news }
  },
  diff: async (
    /** @type {string} */ _id,
    /** @type {string} */ _urn,
    /** @type {any} */ olds,
    /** @type {any} */ news,
  ) => ({
    changes: KNOWN.some((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key])),
  }),
  create: async (/** @type {string} */ _urn, /** @type {Inputs} */ inputs) => {
    return { id: 'command', outs: { ...inputs, stdout: run('create', inputs.create, inputs) } }
  },
  update: async (
    /** @type {string} */ _id,
    /** @type {string} */ _urn,
    /** @type {any} */ _olds,
    /** @type {Inputs} */ news,
  ) => {
    return { outs: { ...news, stdout: run('update', news.update ?? news.create, news) } }
  },
  delete: async (/** @type {string} */ _id, /** @type {string} */ _urn, /** @type {Inputs} */ inputs) => {
    if (inputs.delete !== undefined) run('delete', inputs.delete, inputs)
  },
}

await main(provider, process.argv.slice(2))
