// @ts-check
// A rank without MLX, for sims on machines without Python and for what only Apple hardware has: it needs of its
// surroundings what a rank of MLX needs, fails as that would, and answers in its own name. Arguments are those of
// mlx_lm.server, the environment is that of a rank; how it misbehaves is the sim's to say (rank faults, fault-names.ts).
import { readFileSync } from 'node:fs'
import { formJaccl } from './rank/jaccl.mjs'
import { formRing } from './rank/ring.mjs'
import { serve } from './rank/serve.mjs'
import { fault, leave, need, option, report } from './rank/surroundings.mjs'

const rank = Number(need('MLX_RANK'))
const declared = Number(need('MACLOOM_SIZE'))
const alone = declared === 1 || fault('rank alone') !== null
/** @type {import('./rank/serve.mjs').Generation} */
let generation = 'well'
let crash = () => end('SIGABRT')

process.on('SIGTERM', () => fault('rank ignores SIGTERM') === null && process.exit(143))
process.on('SIGINT', () => process.exit(130))
const exits = fault('rank exits')
if (exits !== null) setTimeout(() => leave('the fault `rank exits`'), Number(exits) * 1000)
readFileSync(`${option('--model')}/config.json`)
if (alone) joined(String(Date.now()), 1)
else if (backend() === 'ring') await joinRing()
else await joinJaccl()

/** As `mx.distributed.init` takes it: a host file goes before a device matrix (facts 1.2). */
function backend() {
  const named = process.env.MACLOOM_BACKEND ?? 'any'
  if (named.startsWith('jaccl')) return 'jaccl'
  const devices = process.env.JACCL_IBV_DEVICES ?? process.env.MLX_IBV_DEVICES
  return named === 'ring' || process.env.MLX_HOSTFILE !== undefined || devices === undefined ? 'ring' : 'jaccl'
}

async function joinRing() {
  const { epoch, lost } = await formRing(rank, declared)
  // As with MLX, the HTTP server of rank 0 outlives the group.
  void lost.then(() => (rank === 0 ? (generation = 'dead') : leave('the group is gone')))
  joined(epoch, declared)
}

async function joinJaccl() {
  const { epoch, channel } = await formJaccl(declared)
  crash = () => {
    channel.tell('crash')
    setTimeout(() => end('SIGABRT'), 50)
  }
  void channel.told('crash').then(() => end('SIGABRT'))
  // Nothing tells a rank of JACCL that a peer is gone: it waits for ever, and so do its clients (mlx#3910).
  void channel.gone.then(() => (generation = 'hanging'))
  joined(epoch, declared)
}

/** @param {string} epoch @param {number} size */
function joined(epoch, size) {
  report('epoch', epoch)
  report(`group-size.${rank}`, String(size))
  console.log(`stand-in rank ${rank} of ${size}, epoch ${epoch}`)
  const crashes = fault('rank crashes')
  // Where JACCL crashes it is in tbt_post_recv (mlx#4192).
  if (crashes !== null) setTimeout(() => end('SIGSEGV'), Number(crashes) * 1000)
  // Where generation is dead a rank without a server ends, and ends well (facts 2.6).
  if (rank === 0 || alone)
    serve(
      () => generation,
      () => crash(),
    )
  else setInterval(() => fault('generation dead') !== null && process.exit(0), 100)
}

/** Ends without giving anything back. @param {NodeJS.Signals} signal */
function end(signal) {
  process.kill(process.pid, signal)
}
