// @ts-check
// The side channel of JACCL: TCP from every rank to rank 0, which collects a value of each and hands all to everybody.
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { leave, pause } from './surroundings.mjs'

/** Seconds that a rank waits after each attempt to reach rank 0 (lib/jaccl/rdma.cpp): with the last it gives up. */
const WAITS = [1, 2, 4, 8]
/** Numbers of macOS, in which MLX says why. @type {Record<string, number>} */
const ERRNO = { EADDRNOTAVAIL: 49, EADDRINUSE: 48, ETIMEDOUT: 60, ECONNREFUSED: 61, EHOSTUNREACH: 65 }

/** @typedef {import('node:net').Socket} Socket */
/** @typedef {{gather: (value: unknown) => Promise<any[]>, tell: (word: string) => void, told: (word: string) => Promise<void>, gone: Promise<void>}} Channel */

/** @param {number} rank @param {number} size @param {string} coordinator @returns {Promise<Channel>} */
export async function sideChannel(rank, size, coordinator) {
  const [at = '', port = ''] = coordinator.split(':')
  const peers = rank === 0 ? await accept(size, at, Number(port)) : [new Peer(await reach(at, Number(port)))]
  if (rank === 0) await inOrder(peers)
  else peers[0]?.say(rank)
  const gather = async (/** @type {unknown} */ value) => {
    if (rank !== 0) peers[0]?.say(value)
    const said = await Promise.all(peers.map((each) => each.next()))
    if (rank !== 0) return said[0]
    const all = [value, ...said]
    for (const each of peers) each.say(all)
    return all
  }
  return {
    gather,
    tell: (word) => peers.forEach((each) => each.say(word)),
    told: (word) => Promise.race(peers.map((each) => each.until(word))),
    gone: Promise.race(peers.map((each) => each.gone)),
  }
}

/** Rank 0 waits for ever (facts 1.4). @param {number} size @param {string} at @param {number} port @returns {Promise<Peer[]>} */
function accept(size, at, port) {
  /** @type {Peer[]} */
  const found = []
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      found.push(new Peer(socket))
      if (found.length < size - 1) return
      server.close()
      resolve(found)
    })
    server.on('error', (error) => leave(`[jaccl] Couldn't bind socket (error: ${errno(error)})`)).listen(port, at)
  })
}

/** Every peer says its rank first. @param {Peer[]} peers */
async function inOrder(peers) {
  const ranks = new Map()
  for (const each of peers) ranks.set(each, await each.next())
  peers.sort((a, b) => ranks.get(a) - ranks.get(b))
}

/** @param {string} at @param {number} port @returns {Promise<Socket>} */
async function reach(at, port) {
  let why = 0
  for (const [attempt, wait] of WAITS.entries()) {
    const socket = await new Promise((resolve) => {
      const trying = connect(port, at, () => resolve(trying))
      trying.on('error', (error) => resolve(((why = errno(error)), null)))
    })
    if (socket !== null) return socket
    console.error(`[jaccl] Connection attempt ${attempt} waiting ${wait * 1000} ms`)
    await pause(wait)
  }
  return leave(`[jaccl] Couldn't connect (error: ${why})`)
}

/** @param {Error & {code?: string}} error */
function errno(error) {
  return ERRNO[error.code ?? ''] ?? 0
}

/** The other end of one connection; what is said is one line of JSON each. */
class Peer {
  /** @type {any[]} */
  #said = []
  /** @type {((value: any) => void)[]} */
  #asking = []
  #gone = false

  /** @param {Socket} socket */
  constructor(socket) {
    this.socket = socket.on('error', () => undefined)
    this.reader = createInterface({ input: socket })
    this.reader.on('line', (line) => {
      const asked = this.#asking.shift()
      if (asked) asked(JSON.parse(line))
      else this.#said.push(JSON.parse(line))
    })
    /** @type {Promise<void>} */
    this.gone = new Promise((resolve) => this.reader.on('close', resolve))
    void this.gone.then(() => {
      this.#gone = true
      if (this.#asking.length > 0) lost()
    })
  }

  /** @param {unknown} value */
  say(value) {
    this.socket.write(`${JSON.stringify(value)}\n`)
  }

  /** @returns {Promise<any>} */
  next() {
    if (this.#said.length > 0) return Promise.resolve(this.#said.shift())
    return this.#gone ? lost() : new Promise((resolve) => this.#asking.push(resolve))
  }

  /** @param {string} word @returns {Promise<void>} */
  until(word) {
    return new Promise((resolve) => this.reader.on('line', (line) => JSON.parse(line) === word && resolve()))
  }
}

/** A stale errno: the cause is on the rank that went (facts 1.8). @returns {never} */
function lost() {
  return leave('[jaccl] Recv failed with errno=2')
}
