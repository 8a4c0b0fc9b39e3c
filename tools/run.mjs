// @ts-check
import { spawn } from 'node:child_process'
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** @typedef {Record<string, string | undefined>} Env */

/**
 * @typedef {object} RunOptions
 * @property {Env} [env]
 * @property {string} [cwd]
 * @property {number} [timeoutMs]
 * @property {(line: string) => void} [onErrorLine] called with each line of stderr as it comes
 */

/** @typedef {{code: number, stdout: string, stderr: string}} RunResult */

/**
 * Runs a program to its end and never throws: a program that cannot be started has code 127. The child does not
 * outlive us, so an interrupted build leaves no compiler running.
 * @param {string} program @param {readonly string[]} args @param {RunOptions} [options] @returns {Promise<RunResult>}
 */
export function run(program, args, { env = process.env, cwd, timeoutMs, onErrorLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, cwd, timeout: timeoutMs, stdio: ['ignore', 'pipe', 'pipe'] })
    const stop = () => child.kill('SIGTERM')
    process.once('exit', stop)
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    if (onErrorLine) createInterface({ input: child.stderr }).on('line', onErrorLine)
    const end = (/** @type {number} */ code, extra = '') => {
      process.removeListener('exit', stop)
      resolve({ code, stdout, stderr: stderr + extra })
    }
    child.once('error', (error) => end(127, error.message))
    child.once('close', (code, signal) => end(code ?? 128, signal ? `ended by ${signal}` : ''))
  })
}

/**
 * Every executable of that name on PATH, first one first.
 * @param {string} name @param {Env} env @returns {string[]}
 */
export function onPath(name, env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).filter(isExecutable)
}

/** @param {string} file @returns {boolean} */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/**
 * The last lines of what a failed program said, for use in a sentence.
 * @param {RunResult} result @returns {string}
 */
export function lastWords({ code, stdout, stderr }) {
  const lines = (stderr.trim() || stdout.trim()).split('\n').slice(-3)
  return `exit code ${code}: ${lines.join(' / ') || 'no output'}`
}

/**
 * Ctrl-C and SIGTERM end a tool by `process.exit`, so that its children are stopped and its locks given back.
 */
export function endCleanlyOnSignals() {
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
}

/**
 * Whether the module of that URL is the program that was started, also by way of a symbolic link.
 * @param {string} url @returns {boolean}
 */
export function isMain(url) {
  const started = process.argv[1]
  return started !== undefined && realpathSync(started) === fileURLToPath(url)
}
