import type { Work, Writers } from '../kind.js'
import { forgetting } from '../operation.js'
import { ownFolders, userOf } from '../own-folders.js'
import { INCOMING, MODELS, modelPath, VERIFIED } from '../places.js'
import { isUnknown, type Change } from '../words.js'
import { bring, type Delivery } from './bring.js'
import type { ModelFilesInputs } from './inputs.js'
import type { ModelFilesObserved } from './outputs.js'
import { giveBack } from './release.js'
import { remove, rememberInputs } from './steps.js'
import { throwAll } from '../throw-all.js'

/** Brings the model to every Mac that was seen, all Macs at once, file by file. One Mac's failure does not stop another. */
export async function converge(macs: Writers, work: Work<ModelFilesInputs, ModelFilesObserved>): Promise<void> {
  const { inputs, observed, changes } = work
  const left = changes.flatMap(({ path, mac }) => (mac !== undefined && path === `macs.${mac}` ? [mac] : []))
  const leaving = left.map((name) => leave(macs, name, inputs))
  const deliveries = inputs.macs.flatMap((name) => {
    const placed = observed.macs[name]
    const own = changes.filter((change) => change.mac === name)
    if (placed === undefined || isUnknown(placed) || own.length === 0) return []
    return [deliver({ mac: macs.of(name), local: macs.local, inputs, placed }, own)]
  })
  throwAll(await Promise.allSettled([...leaving, ...deliveries]))
}

async function leave(macs: Writers, name: string, inputs: ModelFilesInputs): Promise<void> {
  await giveBack(macs.of(name), inputs)
  await macs.of(name).tell(forgetting(`ModelFiles/${inputs.name}`))
}

async function deliver(delivery: Delivery, changes: readonly Change[]): Promise<void> {
  const { mac, inputs } = delivery
  const folders = [MODELS, modelPath(inputs.name), VERIFIED, `${VERIFIED}/${inputs.name}`, INCOMING]
  const { needs: _, ...declared } = inputs
  const begin = [...ownFolders(await userOf(mac), folders), rememberInputs(inputs.name, declared)]
  await mac.tell({ what: `make the folders of the model ${inputs.name}`, commands: begin })
  for (const { path, to } of changes) {
    const name = path.slice(`macs.${mac.mac}.files.`.length)
    const file = inputs.files.find((each) => each.name === name)
    if (to === null) await mac.tell({ what: `remove ${name}`, commands: remove(inputs.name, name) })
    else if (file !== undefined) await bring(delivery, file)
  }
}
