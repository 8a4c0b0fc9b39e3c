import type { Noted } from './census-hook.js'
import type { Figure } from './measure.js'

/** More questions than anybody asks on the side: that is the base look. */
const WHOLE = 15

type Rpc = Extract<Noted, { what: 'rpc' }>
type Exec = Extract<Noted, { count: number }>

/** One line per RPC and kind: how long the engine waited, and what was said to Macs for it. */
export function summed(title: string, noted: readonly Noted[]): Figure[] {
  const rpcs = noted.filter((each): each is Rpc => each.what === 'rpc')
  const execs = noted.filter((each): each is Exec => 'count' in each)
  const processes = noted.filter(({ what }) => what === 'process').length
  const keys = [...new Set(rpcs.map(keyOf))]
  const lines = keys.map((key): Figure => {
    const mine = rpcs.filter((each) => keyOf(each) === key)
    const note = `${mine.length} RPCs${said(execs.filter((each) => keyOf(each) === key))}`
    return { what: `${title}: ${key}`, value: Math.round(sum(mine)), unit: 'ms', note }
  })
  const all = `${processes} provider processes${said(execs)}`
  const whole = { what: `${title}: all RPCs`, value: Math.round(sum(rpcs)), unit: 'ms', note: all }
  return [whole, ...lines.sort((a, b) => b.value - a.value)].filter(({ value }) => value >= 5)
}

/** What was told, the same words on several Macs together, the longest first. */
export function tells(title: string, noted: readonly Noted[], most = 16): Figure[] {
  const execs = noted.filter((each): each is Exec => each.what === 'tell')
  const lines = [...new Set(execs.map(alike))].map((doing): Figure => {
    const mine = execs.filter((each) => alike(each) === doing)
    return { what: `${title}: tell: ${doing}`, value: Math.round(sum(mine)), unit: 'ms', note: said(mine).slice(2) }
  })
  return lines.sort((a, b) => b.value - a.value).slice(0, most)
}

function alike({ doing }: Exec): string {
  const text = doing.replaceAll(/\S+\/\S+|studio-\d/g, '…')
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function said(execs: readonly Exec[]): string {
  const of = (what: Exec['what']) => execs.filter((each) => each.what === what)
  const [looks, tells, sends] = [of('look'), of('tell'), of('sftp')]
  const whole = looks.filter(({ count }) => count > WHOLE).length
  const commands = tells.reduce((total, { count }) => total + count, 0)
  const root = tells.reduce((total, each) => total + each.root, 0)
  return [
    ...(looks.length > 0 ? [`, ${looks.length} looks (${whole} whole) ${Math.round(sum(looks))} ms`] : []),
    ...(tells.length > 0
      ? [`, ${tells.length} tells of ${commands} commands (${root} by sudo) ${Math.round(sum(tells))} ms`]
      : []),
    ...(sends.length > 0 ? [`, ${sends.length} transfers`] : []),
  ].join('')
}

function sum(each: readonly { readonly ms: number }[]): number {
  return each.reduce((total, { ms }) => total + ms, 0)
}

function keyOf({ rpc, urn }: Rpc | Exec): string {
  return `${rpc} ${urn.split('::')[2]?.split(':').pop() ?? ''}`.trim()
}
