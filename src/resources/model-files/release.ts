import { onMac, run } from '../../command/command.js'
import { MacTrouble } from '../../command/errors.js'
import type { Writer } from '../../command/mac.js'
import type { Writers } from '../kind.js'
import { INCOMING, modelPath, VERIFIED } from '../places.js'
import type { ModelFilesInputs } from './inputs.js'
import { models, type Models } from './placed.js'
import { remove } from './steps.js'
import { throwAll } from '../throw-all.js'

/** Removes the files that we placed, and folders that are empty then; with `retain` only what is unfinished. */
export async function release(
  macs: Writers,
  inputs: ModelFilesInputs,
  _observed: unknown,
  names: readonly string[] = inputs.macs,
): Promise<void> {
  throwAll(await Promise.allSettled(names.map((name) => giveBack(macs.of(name), inputs))))
}

/** Removes from one Mac what we placed there of a model. */
export async function giveBack(
  mac: Writer,
  { name: model, retain }: Pick<ModelFilesInputs, 'name' | 'retain'>,
): Promise<void> {
  const found = await mac.ask(models)
  if (!found.known) {
    const doing = `look for files of the model ${model}`
    throw new MacTrouble('precondition', { mac: mac.mac, doing, seen: found.why, unchanged: 'Nothing was removed' })
  }
  const { parts, files } = ours(found.value, model)
  if (parts.length > 0) {
    const paths = parts.map((part) => onMac(`${INCOMING}/${part}`))
    await mac.tell({ what: `remove unfinished files of ${model}`, commands: [run('rm', '-f', ...paths)] })
  }
  if (retain || !found.value.folders.includes(model)) return
  mac.progress(`removing ${files.length} files of the model ${model}`)
  const folder = onMac(modelPath(model))
  await mac.tell({
    what: `remove the files of ${model}`,
    commands: [
      ...files.flatMap((file) => remove(model, file)),
      // The folder goes before the records: it is what a person would miss.
      run('find', folder, '-type', 'd', '-empty', '-delete'),
      run('rm', '-rf', onMac(`${VERIFIED}/${model}`)),
    ],
    accept: { [files.length * 2]: [1] },
  })
}

function ours(
  { verified, partial }: Pick<Models, 'verified' | 'partial'>,
  model: string,
): { parts: string[]; files: string[] } {
  return {
    parts: Object.keys(partial).filter((part) => part.startsWith(`${model}+`)),
    files: verified.filter((record) => record.model === model).map(({ name }) => name),
  }
}
