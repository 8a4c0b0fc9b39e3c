// @ts-check
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const HEARTBEAT_MS = 10_000
/** Longer than any pause of a busy machine; a holder whose process number was given to another is found this way. */
const SILENT_MS = 120_000

/**
 * Runs `work` while holding the lock file. A lock whose holder is gone (its process ended on this machine, or no sign
 * of life for two minutes) is taken over; a living one is waited for, said once.
 * @template T
 * @param {string} file
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 * @param {{pollMs?: number}} [options]
 * @returns {Promise<T>}
 */
export async function withLock(file, say, work, { pollMs = 500 } = {}) {
  mkdirSync(dirname(file), { recursive: true })
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), run: randomUUID() })
  let told = false
  while (!take(file, mine)) {
    const holder = readHolder(file)
    if (holder && isStale(holder)) {
      breakLock(file, holder.text)
    } else {
      if (holder && !told) say(`waiting: process ${holder.pid} is already at it (lock ${file})`)
      told ||= holder !== undefined
      await pause(pollMs)
    }
  }
  return hold(file, mine, work)
}

/**
 * @template T
 * @param {string} file @param {string} mine @param {() => Promise<T>} work @returns {Promise<T>}
 */
async function hold(file, mine, work) {
  const release = () => readHolder(file)?.text === mine && rmSync(file, { force: true })
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    process.removeListener('exit', release)
    release()
  }
}

/** @typedef {{text: string, pid: number, host: string, silentMs: number}} Holder */

/** @param {string} file @param {string} mine @returns {boolean} */
function take(file, mine) {
  // Written beside and linked, so that nobody ever reads a lock that is still empty.
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, mine)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @param {string} file @returns {Holder | undefined} undefined when the lock is gone */
function readHolder(file) {
  try {
    const text = readFileSync(file, 'utf8')
    const silentMs = Date.now() - statSync(file).mtimeMs
    return { text, silentMs, ...parseHolder(text) }
  } catch {
    return undefined
  }
}

/** @param {string} text @returns {{pid: number, host: string}} */
function parseHolder(text) {
  try {
    const { pid, host } = JSON.parse(text)
    return { pid: Number(pid), host: String(host) }
  } catch {
    return { pid: 0, host: '' }
  }
}

/** @param {Holder} holder @returns {boolean} */
function isStale({ pid, host, silentMs }) {
  return silentMs > SILENT_MS || (host === hostname() && !isAlive(pid))
}

/** @param {number} pid @returns {boolean} */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * Moves a stale lock away. Another waiter may have done so a moment ago and hold the lock by now; then what was moved
 * is not what was judged, and it is put back.
 * @param {string} file @param {string} judged
 */
function breakLock(file, judged) {
  const away = `${file}.stale-${process.pid}`
  try {
    renameSync(file, away)
    if (readFileSync(away, 'utf8') !== judged) linkSync(away, file)
  } catch {
    // Somebody else was quicker; the next attempt to take the lock will tell.
  } finally {
    rmSync(away, { force: true })
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // The cache folder was deleted under us; the build will notice by itself.
  }
}
