// @ts-check
// The device matrix of JACCL, judged as MLX 0.32.2 judges it (lib/jaccl/jaccl.cpp); the sentences are its own.
import { readFileSync } from 'node:fs'
import { leave } from './surroundings.mjs'

/** @typedef {readonly string[]} Cell the devices from one rank to another, one per cable */

const NEEDS =
  '[jaccl] You need to provide via environment variables a rank (JACCL_RANK/MLX_RANK), a device file ' +
  '(JACCL_IBV_DEVICES/MLX_IBV_DEVICES) and a coordinator ip/port (JACCL_COORDINATOR/MLX_JACCL_COORDINATOR).'

/**
 * What this rank opens: for each connection its device, the peer, and which of the peer's connections is the other end.
 * @returns {{rank: number, size: number, coordinator: string, connections: {device: string, peer: number, other: number}[]}}
 */
export function fromEnvironment() {
  // MLX takes the short names first.
  const env = process.env
  const rank = Number.parseInt(env.JACCL_RANK ?? env.MLX_RANK ?? '0', 10)
  const file = env.JACCL_IBV_DEVICES ?? env.MLX_IBV_DEVICES
  const coordinator = env.JACCL_COORDINATOR ?? env.MLX_JACCL_COORDINATOR ?? ''
  const ring = (env.JACCL_RING ?? env.MLX_JACCL_RING) !== undefined
  const matrix = file === undefined ? [] : readMatrix(file)
  const size = matrix.length
  const [mesh, round] = [isMesh(matrix), isRing(matrix)]
  if (!(rank < size) || coordinator === '' || (!mesh && !round)) return leave(NEEDS)
  if ((ring && round) || !mesh) return { rank, size, coordinator, connections: ringOf(matrix, rank) }
  if (size > 8) leave(`[jaccl] The JACCL mesh supports up to 8 peers but ${size} were provided.`)
  return { rank, size, coordinator, connections: meshOf(matrix, rank) }
}

/** @param {string} file @returns {Cell[][]} */
function readMatrix(file) {
  const rows = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(rows)) return leave('[jaccl] The device file should start with an array')
  return rows.map((row, rank) => {
    if (!Array.isArray(row)) return leave('[jaccl] The device file should have an array of arrays')
    if (row.length === rows.length) return row.map(cell)
    return leave(
      '[jaccl] The device file should contain the connectivity of each rank to all other ranks ' +
        `but rank ${rank} contains only ${row.length} entries.`,
    )
  })
}

/** @param {unknown} names @returns {Cell} */
function cell(names) {
  if (names === null) return []
  if (typeof names === 'string') return [names]
  return Array.isArray(names) ? names : leave('[jaccl] Device names should be null, a string or array of strings.')
}

/** @param {Cell[][]} matrix */
function isMesh(matrix) {
  return (
    matrix.length > 1 && matrix.every((row, from) => row.every((names, to) => (from === to) === (names.length === 0)))
  )
}

/** @param {Cell[][]} matrix */
function isRing(matrix) {
  const size = matrix.length
  const cables = matrix[0]?.[1]?.length
  return (
    size > 1 && matrix.every((row, at) => [left(at, size), right(at, size)].every((to) => row[to]?.length === cables))
  )
}

const left = (/** @type {number} */ rank, /** @type {number} */ size) => (rank + size - 1) % size
const right = (/** @type {number} */ rank, /** @type {number} */ size) => (rank + 1) % size

/** The mesh takes the first cable to each peer. @param {Cell[][]} matrix @param {number} rank */
function meshOf(matrix, rank) {
  const peers = matrix.flatMap((_, peer) => (peer === rank ? [] : [peer]))
  // A peer counts its connections without itself, as this rank does.
  return peers.map((peer) => ({ device: matrix[rank]?.[peer]?.[0] ?? '', peer, other: rank < peer ? rank : rank - 1 }))
}

/** First all to the left, then all to the right; two ranks open each device twice. @param {Cell[][]} matrix @param {number} rank */
function ringOf(matrix, rank) {
  const size = matrix.length
  const [before, after] = [left(rank, size), right(rank, size)]
  const [toLeft, toRight] = [matrix[rank]?.[before] ?? [], matrix[rank]?.[after] ?? []]
  if (toLeft.length > 4) leave(`[jaccl] Up to 4 per direction supported but ${toLeft.length} were provided.`)
  return [
    ...toLeft.map((device, at) => ({ device, peer: before, other: toLeft.length + at })),
    ...toRight.map((device, at) => ({ device, peer: after, other: at })),
  ]
}
