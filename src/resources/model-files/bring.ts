import { onMac, run, type Command } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { LocalFiles, Writer } from '../../command/mac.js'
import { fileStats } from '../../macos/stat.js'
import { again } from '../patience.js'
import { INCOMING, modelPath } from '../places.js'
import { explained, fetchInto, fetchWhole, NO_RANGE, sha256On, verifyPart } from '../transfer.js'
import { bytes } from './diff.js'
import type { ModelFile, ModelFilesInputs } from './inputs.js'
import type { PlacedFiles } from './outputs.js'
import { partName } from './placed.js'
import { place, urlOf } from './steps.js'

/** One model on its way to one Mac. */
export interface Delivery {
  readonly mac: Writer
  readonly local: LocalFiles | undefined
  readonly inputs: ModelFilesInputs
  readonly placed: PlacedFiles
}

/** A hub may stall or end a transfer early; this many times in a row without a byte is enough. */
const PATIENCE = 3
/** A download is taken in turns, so that progress shows and a broken line costs little. */
const TURN = 60

/** Brings one file to its final name: what is there is verified, what is half there goes on, the rest is sent. */
export async function bring(delivery: Delivery, file: ModelFile): Promise<void> {
  const { mac, inputs, placed } = delivery
  const final = `${modelPath(inputs.name)}/${file.name}`
  const found = placed.files.find(({ name }) => name === file.name)
  if (found?.sha256 === null && found.size === file.size) {
    mac.progress(`verifying ${file.name}, which is there already`)
    if ((await sha256On(mac, final)) === file.sha256) return give(delivery, file, final)
  }
  const part = `${INCOMING}/${partName(inputs.name, file.sha256)}`
  const have = await begin(delivery, file, part)
  await arrive(delivery, file, part, have).catch(async (error: unknown) => {
    // What lay there from an earlier attempt may be what is wrong (a power cut leaves holes): once more, all of it.
    if (have === 0 || !(error instanceof MacTrouble) || error.trouble !== 'integrity') throw error
    mac.progress(`${file.name}: the part from an earlier attempt was not whole; beginning anew`)
    await arrive(delivery, file, part, 0)
  })
  await give(delivery, file, part)
}

async function arrive(delivery: Delivery, file: ModelFile, part: string, have: number): Promise<void> {
  if (have < file.size) await transfer(delivery, file, part, have)
  delivery.mac.progress(`verifying ${file.name}`)
  await verifyPart(delivery.mac, part, file)
}

async function give({ mac, inputs }: Delivery, file: ModelFile, from: string): Promise<void> {
  await mac.tell({ what: `give ${file.name} its name`, commands: [place(inputs.name, file, from)] })
}

/** Makes the partial file ready and answers how much of it is there. More than the whole is none of it. */
async function begin({ mac, placed }: Delivery, file: ModelFile, part: string): Promise<number> {
  // Asked again: a Mac goes on writing for a moment what had arrived when a connection broke.
  const have = placed.partial[file.sha256] === undefined ? 0 : await sizeOf(mac, part)
  const usable = have <= file.size ? have : 0
  // An empty file is never transferred, and must still be there to get its name.
  const ready = [
    ...(have === usable ? [] : [run('rm', '-f', onMac(part))]),
    ...(file.size === 0 ? [run('touch', onMac(part))] : []),
  ]
  if (ready.length > 0) await mac.tell({ what: `begin ${file.name}`, commands: ready })
  const already = usable > 0 ? `, going on at ${bytes(usable)}` : ''
  mac.progress(`bringing ${file.name} (${bytes(file.size)})${already}`)
  return usable
}

async function transfer(delivery: Delivery, file: ModelFile, part: string, have: number): Promise<void> {
  const { source } = delivery.inputs
  if ('folder' in source) await send(delivery, file, part, have, source.folder)
  else await download(delivery, file, part, have, urlOf(source, file.name))
}

async function send(
  { mac, local }: Delivery,
  file: ModelFile,
  part: string,
  have: number,
  folder: string,
): Promise<void> {
  const doing = `send ${file.name} from ${folder}`
  if (local === undefined) throw new MacTrouble('invalid', { doing, seen: "this program reaches no operator's disk" })
  const source = await local.open(folder, file.name)
  if (source.size !== file.size) {
    throw new MacTrouble('precondition', {
      mac: mac.mac,
      doing,
      seen: `it has ${source.size} bytes and the lock file says ${file.size}`,
      unchanged: 'Nothing of it was sent',
      next: 'Put the declared file there, or run `macloom lock` and commit the new lock file',
    })
  }
  await mac.send(source, part, have, tenths(mac, file))
}

async function download(delivery: Delivery, file: ModelFile, part: string, start: number, url: string): Promise<void> {
  const { mac } = delivery
  const report = tenths(mac, file)
  let inTurns = true
  for (let have = start, still = 0; have < file.size && still < PATIENCE;) {
    await attempt(mac, file, url, inTurns ? fetchInto(part, url, TURN) : fetchWhole(part, url))
    const now = await sizeOf(mac, part)
    // The part was dropped: from a source that cannot go on, turns would begin at the first byte for ever.
    if (now < have && inTurns) {
      inTurns = false
      mac.progress(`${file.name}: the source cannot go on in the middle of a file; fetching it whole`)
    } else still = now > have && inTurns ? 0 : still + 1
    have = now
    report(now)
  }
  if ((await sizeOf(mac, part)) < file.size) throw stalled(mac.mac, file, url)
}

async function attempt(mac: Writer, file: ModelFile, url: string, fetching: Command): Promise<void> {
  // 18 cut short, 28 our turn is over, 52 empty, 56 connection lost: curl goes on at the byte where it stopped.
  const tell = { what: `download ${file.name}`, commands: [fetching], accept: { 0: [18, 28, NO_RANGE, 52, 56] } }
  await mac.tell(tell).catch((error: unknown) => {
    throw explained(error, {
      doing: `download ${file.name} from ${url}`,
      unchanged: 'What has arrived is kept',
      next: 'Check the hub, the repository and the revision; the next `pulumi up` goes on where this one stopped',
    })
  })
}

async function sizeOf(mac: Writer, part: string): Promise<number> {
  const answer = await mac.ask(again(fileStats([part])))
  if (answer.known) return answer.value[0]?.size ?? 0
  throw new MacTrouble('remote-failed', { mac: mac.mac, doing: `look at ${part}`, seen: answer.why })
}

function stalled(mac: string, file: ModelFile, url: string): MacTrouble {
  return new MacTrouble('remote-failed', {
    mac,
    doing: `download ${file.name} from ${url}`,
    seen: `nothing more than what is there came in ${PATIENCE} attempts, and it is less than the ${bytes(file.size)} that the lock file says`,
    unchanged: 'What has arrived is kept',
    next: 'Check the line to the hub, and whether its file is the declared one; then run `pulumi up` again',
  })
}

/** Says each tenth of a file once; small files only say that they are brought. */
function tenths(mac: Writer, file: ModelFile): (sent: number) => void {
  let said = 0
  return (sent) => {
    const tenth = Math.floor((sent / Math.max(1, file.size)) * 10)
    if (tenth <= said || file.size < 100_000_000) return
    said = tenth
    mac.progress(`${file.name}: ${bytes(sent)} of ${bytes(file.size)}`)
  }
}
