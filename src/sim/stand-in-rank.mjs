// @ts-check
// A rank without MLX, for sims on machines without Python: it needs of its surroundings what a ring rank of MLX needs,
// and answers in its own name. Arguments are those of mlx_lm.server, the environment is that of a rank.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** What every answer says, so that nobody takes it for a model's. */
const TEXT = ' (a stand-in rank answers, not MLX)'
/** Seconds between the attempts of MLX's ring to reach its neighbour (facts 1.4). */
const WAITS = [1, 2, 4, 8, 16]

const need = (/** @type {string} */ name) => process.env[name] ?? leave(`${name} is not set`)
const rank = Number(need('MLX_RANK'))
const size = Number(need('MACLOOM_SIZE'))
const run = need('MACLOOM_RUN')
let broken = false

process.on('SIGTERM', () => process.exit(143))
const [host, port] = [option('--host'), Number(option('--port'))]
readFileSync(`${option('--model')}/config.json`)
if (size === 1) joined(String(Date.now()))
else await form()

async function form() {
  const hosts = JSON.parse(readFileSync(need('MLX_HOSTFILE'), 'utf8'))
  if (hosts.length !== size) leave(`the host file has ${hosts.length} ranks, ${size} are declared`)
  const previous = listen(hosts[rank][0])
  const next = await reach(hosts[(rank + 1) % size][0])
  const laps = createInterface({ input: await previous })
  next.on('close', lost)
  laps.on('close', lost)
  if (rank === 0) next.write(`${Date.now()} 1\n`)
  // One lap counts the ranks, a second one tells all of them the epoch and the count.
  laps.on('line', (line) => {
    const [epoch = '', count = '', whole] = line.split(' ')
    if (rank !== 0) next.write(whole ? `${line}\n` : `${epoch} ${Number(count) + 1}\n`)
    else if (!whole) next.write(`${epoch} ${count} whole\n`)
    if (whole && Number(count) !== size) leave(`${size} ranks are declared, ${count} answered`)
    if (whole) joined(epoch)
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
    await new Promise((resolve) => setTimeout(resolve, wait * 1000))
  }
  return leave(`cannot reach the next rank at ${address}`)
}

// As with MLX, the HTTP server of rank 0 outlives the group.
function lost() {
  if (rank === 0) broken = true
  else leave('the group is gone')
}

/** @param {string} epoch */
function joined(epoch) {
  report('epoch', epoch)
  report(`group-size.${rank}`, String(size))
  console.log(`stand-in rank ${rank} of ${size}, epoch ${epoch}`)
  if (rank === 0) serve()
}

function serve() {
  const answer = (
    /** @type {import('node:http').ServerResponse} */ to,
    /** @type {number} */ code,
    /** @type {object} */ body,
  ) => to.writeHead(code, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
  const server = createHttp((request, response) => {
    request.resume()
    if (request.url === '/health') answer(response, 200, { status: 'ok' })
    else if (broken) answer(response, 404, { error: 'generation thread died' })
    else {
      const choice = { index: 0, finish_reason: 'length', text: TEXT, message: { role: 'assistant', content: TEXT } }
      answer(response, 200, { model: 'stand-in', choices: [choice], usage: { completion_tokens: 4 } })
    }
  })
  server.on('error', (error) => leave(String(error)))
  server.listen(port, host)
}

/** @param {string} name @param {string} value */
function report(name, value) {
  writeFileSync(`${run}/${name}.new`, `${value}\n`)
  renameSync(`${run}/${name}.new`, `${run}/${name}`)
}

/** @param {string} name @returns {string} */
function option(name) {
  const at = process.argv.indexOf(name)
  return process.argv[at < 0 ? process.argv.length : at + 1] ?? leave(`${name} is missing`)
}

/** @param {string} why @returns {never} */
function leave(why) {
  console.error(`stand-in rank: ${why}`)
  process.exit(1)
}
