import { onMac, run, type Command } from '../../command/command.js'
import { modelPath, VERIFIED } from '../places.js'
import type { ModelFile, ModelSource } from './inputs.js'
import { inputsName, recordName } from './placed.js'

// The modification time survives the rename, so it can be recorded before; the record is valid only with the file.
const PLACE = [
  'set -e',
  'mkdir -p "$(dirname "$2")" "$(dirname "$3")"',
  'chmod 0644 "$1"',
  'printf \'%s"mtime":%s}\\n\' "$4" "$(stat -f %m "$1")" > "$3.new"',
  'test "$1" = "$2" || mv -f "$1" "$2"',
  'mv -f "$3.new" "$3"',
].join('\n')

/** Gives verified bytes their final name and records what was verified. `from` may be the final name itself. */
export function place(model: string, file: ModelFile, from: string): Command {
  const { name, size, sha256 } = file
  const record = JSON.stringify({ model, name, size, sha256 }).replace(/\}$/, ',')
  const final = onMac(`${modelPath(model)}/${name}`)
  return run('sh', '-c', PLACE, 'sh', onMac(from), final, onMac(`${VERIFIED}/${recordName(model, name)}`), record)
}

/** Removes a file that we placed, and its record. The record goes last: until then the file is known as ours. */
export function remove(model: string, name: string): Command[] {
  return [
    run('rm', '-f', onMac(`${modelPath(model)}/${name}`)),
    run('rm', '-f', onMac(`${VERIFIED}/${recordName(model, name)}`)),
  ]
}

/** Writes down what the model was declared as, so that import can declare it again. */
export function rememberInputs(model: string, inputs: object): Command {
  const path = onMac(`${VERIFIED}/${inputsName(model)}`)
  return { ...run('sh', '-c', 'cat > "$0"', path), stdin: `${JSON.stringify(inputs)}\n` }
}

/** Where a hub serves a file: the path that huggingface_hub uses, for any HF_ENDPOINT. */
export function urlOf({ hub, repo, revision }: Extract<ModelSource, { hub: string }>, name: string): string {
  const path = name.split('/').map(encodeURIComponent).join('/')
  return `${hub.replace(/\/+$/, '')}/${repo}/resolve/${revision}/${path}`
}
