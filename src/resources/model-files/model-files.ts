import { onMac, run } from '../../command/command.js'
import { MacTrouble, Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import type { Kind, Readers } from '../kind.js'
import { VERIFIED } from '../places.js'
import { isUnknown } from '../words.js'
import { converge } from './converge.js'
import { diff } from './diff.js'
import { modelFilesInputs, type ModelFilesInputs } from './inputs.js'
import { observe } from './observe.js'
import { modelFilesObserved, type ModelFilesObserved } from './outputs.js'
import { inputsName } from './placed.js'
import { release } from './release.js'
import { findings, refuse } from './space.js'

/** The files of one model on its Macs: only verified bytes have their final names. */
export const modelFiles: Kind<ModelFilesInputs, ModelFilesObserved> = {
  name: 'ModelFiles',
  inputs: modelFilesInputs,
  observed: modelFilesObserved,
  id: ({ name }) => `ModelFiles/${name}`,
  macs: ({ macs }) => macs,
  observe,
  diff,
  findings,
  workOrders: () => [],
  refuse,
  converge,
  release,
  mirror,
  narrow: (inputs, macs) => ({ ...inputs, macs: inputs.macs.filter((mac) => macs.includes(mac)) }),
  adopt,
  establishes: ({ name, files }) => ({ name, files: files.map((file) => [file.name, file.sha256]) }),
  partial: true,
}

function mirror(inputs: ModelFilesInputs, { macs }: ModelFilesObserved): ModelFilesInputs {
  const seen = inputs.macs.flatMap((mac) => {
    const placed = macs[mac]
    return placed === undefined || isUnknown(placed) ? [] : [placed.files]
  })
  const everywhere = inputs.files.filter(({ name, sha256 }) =>
    seen.every((files) => files.some((file) => file.name === name && file.sha256 === sha256)),
  )
  return { ...inputs, files: everywhere }
}

async function adopt(macs: Readers, id: string): Promise<ModelFilesInputs> {
  const name = id.slice(id.indexOf('/') + 1)
  const answers = await Promise.allSettled(macs.names.map((mac) => macs.of(mac).ask(declaredAs(name))))
  for (const answer of answers) {
    if (answer.status !== 'fulfilled' || !answer.value.known || answer.value.value === null) continue
    return modelFilesInputs.parse({ ...(JSON.parse(answer.value.value) as object), needs: [] })
  }
  const seen = `no Mac that answers has files of the model ${name} that we placed`
  throw new MacTrouble('precondition', { doing: `import ${id}`, seen, unchanged: 'Nothing was imported' })
}

/** What a model was declared as when its files were placed, null where there are none of it. */
function declaredAs(model: string): Question<string | null> {
  return {
    name: `inputs of the model ${model}`,
    command: run('sh', '-c', 'test -f "$0" || exit 44; cat "$0"', onMac(`${VERIFIED}/${inputsName(model)}`)),
    read: ({ exit, stdout, stderr }) => {
      if (exit !== 0 && exit !== 44) throw new Unreadable('cat', 'the inputs of a model', stderr)
      return exit === 0 ? stdout : null
    },
  }
}
