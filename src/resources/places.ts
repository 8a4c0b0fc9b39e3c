import { ROOT } from './record.js'

/** Immutable environments by digest; `current` is a link to one of them. */
export const ENVIRONMENTS = `${ROOT}/envs`
export const MODELS = `${ROOT}/models`
/** One JSON per verified file: its size, modification time and SHA-256 when it was verified. */
export const VERIFIED = `${MODELS}/.verified`
export const INCOMING = `${ROOT}/incoming`
export const LOGS = `${ROOT}/logs`

/** The environment that a lock with this digest describes. */
export function environmentPath(digest: string): string {
  return `${ENVIRONMENTS}/${digest}`
}

/** The folder of a model's verified files. */
export function modelPath(name: string): string {
  return `${MODELS}/${name}`
}

/** Root-owned files of a deployment: rank.sh, rank.py, hosts.json, inputs.json. */
export function jobsPath(deployment: string): string {
  return `${ROOT}/jobs/${deployment}`
}

/** What the ranks of a deployment report: epoch, group-size.<rank>, proof. */
export function runPath(deployment: string): string {
  return `${ROOT}/run/${deployment}`
}

export function logPath(deployment: string): string {
  return `${LOGS}/${deployment}.log`
}
