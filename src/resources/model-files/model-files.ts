import { MacTrouble } from '../../command/errors.js'
import type { Kind, Readers } from '../kind.js'
import { doubtsIn } from '../readiness.js'
import { isUnknown } from '../words.js'
import { converge } from './converge.js'
import { declaredAs } from './declared-as.js'
import { diff } from './diff.js'
import { modelFilesInputs, type ModelFilesInputs } from './inputs.js'
import { observe } from './observe.js'
import { modelFilesObserved, type ModelFilesObserved } from './outputs.js'
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
  // A Mac that left and is silent is a finding: it must not hold up the groups on those that stayed.
  doubts: (_inputs, observed) => doubtsIn({ ...observed, left: {} }),
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
    return answer.value.value
  }
  const seen = `no Mac that answers has files of the model ${name} that we placed`
  throw new MacTrouble('precondition', { doing: `import ${id}`, seen, unchanged: 'Nothing was imported' })
}
