import { hint } from './near.js'
import type { Pieces } from './pieces.js'
import type { Path, Remark } from './place.js'

/** Names that lead nowhere, and models and deployments that lack what they need. */
export function checkNames(pieces: Pieces): Remark[] {
  return [
    ...pieces.gone.flatMap((name, index) => missingMac(name, ['gone', index], pieces)),
    ...pieces.leaving.flatMap((name, index) => missingMac(name, ['leaving', index], pieces)),
    ...checkWaves(pieces),
    ...[...pieces.models].flatMap(([name, model]) => checkModel(['models', name], model)),
    ...[...pieces.named.deployments].flatMap(([name, deployment]) => checkDeployment(name, deployment, pieces)),
    ...[...pieces.named.commands].flatMap(([name, on]) =>
      typeof on === 'string'
        ? missingMac(on, ['commands', name, 'on'], pieces)
        : on.flatMap((mac, index) => missingMac(mac, ['commands', name, 'on', index], pieces)),
    ),
  ]
}

function missingMac(mac: string, path: Path, { names }: Pieces): Remark[] {
  return mac === '' || names.macs.includes(mac)
    ? []
    : [{ path, message: `there is no Mac ${mac}${hint(mac, names.macs)}` }]
}

function checkWaves(pieces: Pieces): Remark[] {
  const seen = new Map<string, number>()
  return pieces.waves.flatMap((wave, at) =>
    wave.flatMap((mac, index) => {
      const path = ['os', 'waves', at, index]
      const before = seen.get(mac)
      seen.set(mac, at)
      if (before === undefined) return missingMac(mac, path, pieces)
      return [{ path, message: `${mac} is in wave ${before + 1} already; a Mac is updated once` }]
    }),
  )
}

type Model = Pieces['models'] extends ReadonlyMap<string, infer M> ? M : never
type Deployment = Pieces['named']['deployments'] extends ReadonlyMap<string, infer D> ? D : never

function checkModel(path: Path, { repo, folder, revision }: Model): Remark[] {
  if (repo !== undefined && folder !== undefined) {
    return [{ path, message: 'has both repo and folder; the files come from one of them' }]
  }
  if (repo === undefined && folder === undefined) return [{ path, message: 'needs a repo (with revision) or a folder' }]
  if (repo === undefined || revision !== undefined) return []
  return [{ path, message: 'repo needs a revision: the 40 hexadecimal digits of the commit to pin' }]
}

function checkDeployment(name: string, deployment: Deployment, pieces: Pieces): Remark[] {
  const { model, standIn } = deployment
  const path = ['deployments', name]
  const models = pieces.names.models
  const remarks = (['macs', 'replicas'] as const).flatMap((key) => checkList(deployment[key], [...path, key], pieces))
  if (model !== undefined && !models.includes(model)) {
    remarks.push({ path: [...path, 'model'], message: `there is no model ${model}${hint(model, models)}` })
  }
  if (!pieces.hasRuntime && !standIn) {
    remarks.push({ path, message: 'needs MLX on its Macs: add a block mlx with python, mlx and mlx-lm' })
  }
  return remarks
}

function checkList(macs: readonly string[], path: Path, pieces: Pieces): Remark[] {
  return macs.flatMap((mac, index) => [
    ...missingMac(mac, [...path, index], pieces),
    ...(mac !== '' && macs.indexOf(mac) < index ? [{ path: [...path, index], message: `${mac} is named twice` }] : []),
  ])
}
