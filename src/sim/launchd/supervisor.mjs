// @ts-check
// Keeps one job of one sim Mac running as launchd would, in a session of its own: it outlives the sim's SSH server and
// the sim itself. `node supervisor.mjs <folder of the job> <door of the sim> <mac> <label>`
// SIGHUP: bootout (SIGTERM, patience, SIGKILL, then end) · SIGUSR2: kickstart -k · SIGTERM: the sim is switched off.
import { execFileSync, spawn } from 'node:child_process'
import { openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

const [folder = '', door = '', mac = '', label = ''] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'))
const state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'))
state.supervisor = { pid: process.pid, start: startOf(process.pid) }

/** @type {import('node:child_process').ChildProcess | null} */
let child = null
/** @type {NodeJS.Timeout | undefined} */
let next
let leaving = false
let again = false
let said = false

process.on('SIGHUP', leave)
process.on('SIGUSR2', () => {
  again = true
  if (child) end('SIGKILL')
  else start()
})
process.on('SIGTERM', () => process.exit(0))
// Whoever waited for the first line may be gone.
process.stdout.on('error', () => {})

start()

function start() {
  clearTimeout(next)
  again = false
  state.runs += 1
  const began = Date.now()
  const failure = plan.refuses ?? launch(began)
  if (failure !== null) {
    say(`sim: ${label}: ${failure}`)
    ended(78, null, began)
  }
}

/** @param {number} began @returns {string | null} */
function launch(began) {
  try {
    const out = plan.stdout === null ? 'ignore' : openSync(plan.stdout, 'a')
    const err = plan.stderr === null ? 'ignore' : plan.stderr === plan.stdout ? out : openSync(plan.stderr, 'a')
    process.chdir(plan.workingDirectory)
    child = spawn(plan.program, plan.arguments, { env: plan.environment, detached: true, stdio: ['ignore', out, err] })
  } catch (error) {
    return String(error)
  }
  child.once('spawn', () => write('running', child?.pid ?? null))
  child.once('error', (error) => {
    child = null
    say(`sim: ${label}: ${error.message}`)
    ended(78, null, began)
  })
  child.once('exit', (code, signal) => {
    sweep(child?.pid)
    child = null
    ended(code, signal, began)
  })
  return null
}

/** @param {number | null} code @param {NodeJS.Signals | null} signal @param {number} began */
function ended(code, signal, began) {
  state.lastExit = code
  state.lastSignal = signal
  if (again) return start()
  if (leaving || !wanted(code, signal)) {
    state.supervisor = null
    write('not running', null)
    return finish()
  }
  write('spawn scheduled', null)
  // launchd starts a job at most once per interval, counted from start to start.
  next = setTimeout(start, Math.max(0, plan.throttle * 1000 - (Date.now() - began)))
}

/** @param {number | null} code @param {NodeJS.Signals | null} signal */
function wanted(code, signal) {
  const well = code === 0 && signal === null
  return { always: true, never: false, 'after failure': !well, 'after success': well }[
    /** @type {string} */ (plan.keepAlive)
  ]
}

function leave() {
  leaving = true
  clearTimeout(next)
  if (!child) {
    state.supervisor = null
    write('not running', null)
    return finish()
  }
  end('SIGTERM')
  setTimeout(() => end('SIGKILL'), plan.exitTimeOut * 1000).unref()
}

/** @param {NodeJS.Signals} signal */
function end(signal) {
  const pid = child?.pid
  if (pid === undefined) return
  try {
    process.kill(pid, signal)
  } catch {
    // It has just ended.
  }
}

/** launchd kills what is left of the group when a job ends (AbandonProcessGroup false). @param {number | undefined} group */
function sweep(group) {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL')
  } catch {
    // Nothing is left.
  }
}

/** @param {string} word @param {number | null} pid */
function write(word, pid) {
  Object.assign(state, { state: word, pid })
  const path = join(folder, 'state.json')
  try {
    writeFileSync(`${path}.new`, JSON.stringify(state, null, 1))
    renameSync(`${path}.new`, path)
  } catch {
    // The folder is gone: the sim was cleared away under us.
    process.exit(0)
  }
  if (!said) process.stdout.write('started\n')
  said = true
  tell()
}

/** Tells the sim, if it runs, that its printed answers are stale. */
function tell() {
  try {
    const [port, token] = readFileSync(door, 'utf8').trim().split(' ')
    const socket = connect(Number(port), '127.0.0.1')
    socket.setTimeout(5000, () => socket.destroy())
    socket.on('error', () => {}).resume()
    socket.write([token, 'control', JSON.stringify({ verb: 'job changed', mac, label }), ''].join('\0'))
  } catch {
    // No sim runs; the next one reads the state.
  }
}

function finish() {
  process.removeAllListeners('SIGHUP')
  process.on('SIGHUP', () => {})
}

/** @param {string} line */
function say(line) {
  if (plan.stderr === null) return
  try {
    writeFileSync(plan.stderr, `${line}\n`, { flag: 'a' })
  } catch {
    // Its folder is missing, which is what the line would have said.
  }
}

/** @param {number} pid */
function startOf(pid) {
  if (process.platform !== 'linux')
    return execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}
