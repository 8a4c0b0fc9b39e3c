import type { Reply } from '../command/question.js'

/**
 * Texts that mean "refused" even where the exit code says 0 (facts 2.3: a table of such liars). networksetup prints
 * them on stdout, the others on stderr, so both streams are read.
 */
const REFUSALS: readonly RegExp[] = [
  /^\s*\*\*\s*Error/, // networksetup
  /is not a recognized network service/,
  /^Unable to access the System Configuration database/,
  /^Error:/,
  /: File exists$/, // route add
  /: not in table$/, // route
  /ioctl \(SIOC/, // ifconfig
  /^(Bootstrap|Boot-out) failed:/, // launchctl
]

/** The line in which a tool refused, or null. Says nothing about the exit code: look at both. */
export function refusal(reply: Reply): string | null {
  const lines = `${reply.stdout}\n${reply.stderr}`.split('\n')
  return lines.find((line) => REFUSALS.some((pattern) => pattern.test(line)))?.trim() ?? null
}
