// @ts-check
// The group as MLX's ring forms it: TCP from every rank to the next, with its attempts and waits.
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { leave, need, pause } from './surroundings.mjs'

/** Seconds between the attempts of MLX's ring to reach its neighbour (facts 1.4). */
const WAITS = [1, 2, 4, 8, 16]

/** @param {number} rank @param {number} size @returns {Promise<{epoch: string, lost: Promise<void>}>} */
export async function formRing(rank, size) {
  const hosts = JSON.parse(readFileSync(need('MLX_HOSTFILE'), 'utf8'))
  if (hosts.length !== size) leave(`the host file has ${hosts.length} ranks, ${size} are declared`)
  const previous = listen(hosts[rank][0])
  const next = await reach(hosts[(rank + 1) % size][0])
  const laps = createInterface({ input: await previous })
  const lost = new Promise((resolve) => {
    next.on('close', resolve)
    laps.on('close', resolve)
  })
  if (rank === 0) next.write(`${Date.now()} 1\n`)
  let formed = false
  // Rank 0 serves on without its group; what it answers then is its own affair.
  void lost.then(() => (rank === 0 && formed) || leave('the group is gone'))
  // One lap counts the ranks, a second one tells all of them the epoch and the count.
  return new Promise((resolve) => {
    laps.on('line', (line) => {
      const [epoch = '', count = '', whole] = line.split(' ')
      if (rank !== 0) next.write(whole ? `${line}\n` : `${epoch} ${Number(count) + 1}\n`)
      else if (!whole) next.write(`${epoch} ${count} whole\n`)
      if (whole && Number(count) !== size) leave(`${size} ranks are declared, ${count} answered`)
      if (!whole) return
      formed = true
      resolve({ epoch, lost })
    })
  })
}

/** @param {string} address @returns {Promise<import('node:net').Socket>} the rank before this one */
function listen(address) {
  const [at = '', number = ''] = address.split(':')
  return new Promise((resolve) => {
    createServer((socket) => resolve(socket.on('error', () => undefined)))
      .on('error', (error) => leave(String(error)))
      .listen(Number(number), at)
  })
}

/** @param {string} address @returns {Promise<import('node:net').Socket>} the rank after this one */
async function reach(address) {
  const [at = '', number = ''] = address.split(':')
  for (const wait of [...WAITS, 0]) {
    const socket = await new Promise((resolve) => {
      const trying = connect(Number(number), at, () => resolve(trying))
      trying.on('error', () => resolve(null))
    })
    if (socket !== null) return socket
    await pause(wait)
  }
  return leave(`cannot reach the next rank at ${address}`)
}
