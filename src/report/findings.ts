import { DANGERS, type Finding } from '../resources/words.js'
import { withAddresses } from './sources.js'

/** Findings with the most dangerous first; equal ones once. */
export function byDanger(findings: readonly Finding[]): Finding[] {
  const unique = [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
  return unique.sort((a, b) => DANGERS.indexOf(b.danger) - DANGERS.indexOf(a.danger))
}

/** One paragraph per finding: what, cause, remedy. */
export function findingsText(findings: readonly Finding[]): string {
  return byDanger(findings)
    .map(({ danger, mac, what, cause, remedy }) => {
      const where = mac === undefined ? '' : `${mac}: `
      return `[${danger}] ${where}${what}\n    because ${withAddresses(cause)}\n    remedy: ${remedy}`
    })
    .join('\n')
}
