import { onMac, run } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import { VERIFIED } from '../places.js'
import { modelFilesInputs, type ModelFilesInputs } from './inputs.js'
import { inputsName } from './placed.js'

/** What a model was declared as when its files were placed, null where there are none of it. */
export function declaredAs(model: string): Question<ModelFilesInputs | null> {
  const file = `${VERIFIED}/${inputsName(model)}`
  return {
    name: `inputs of the model ${model}`,
    command: run('sh', '-c', 'test -f "$0" || exit 44; cat "$0"', onMac(file)),
    read: ({ exit, stdout, stderr }) => {
      if (exit === 44) return null
      if (exit !== 0) throw new Unreadable('cat', 'the inputs of a model', stderr)
      return inputsIn(file, stdout)
    },
  }
}

function inputsIn(file: string, text: string): ModelFilesInputs {
  try {
    return modelFilesInputs.parse({ ...(JSON.parse(text) as object), needs: [] })
  } catch {
    throw new Unreadable(file, 'the inputs of a model', text)
  }
}
