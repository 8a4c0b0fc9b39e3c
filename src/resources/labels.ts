const RANK = 'com.macloom.rank.'

/** The launchd job that sets the wired-memory limit at boot. */
export const WIRED_LIMIT_JOB = 'com.macloom.wired-limit'

/** The launchd job that takes a change of the network back unless it is confirmed. */
export const REVERT_JOB = 'com.macloom.revert'

/** The launchd job of a deployment's rank on one Mac; a Mac holds at most one rank of each. */
export function rankLabel(deployment: string): string {
  return `${RANK}${deployment}`
}

/** The deployment whose rank a launchd label belongs to, null for a job that is not a rank of ours. */
export function deploymentOf(label: string): string | null {
  return label.startsWith(RANK) ? label.slice(RANK.length) : null
}
