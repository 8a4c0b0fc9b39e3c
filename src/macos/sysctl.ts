import { asRoot, run, type Command } from '../command/command.js'
import { Unreadable } from '../command/errors.js'
import type { Question } from '../command/question.js'
import { oneLine, said, wholeNumber } from './reply.js'

/** Without `-n` the value stands behind its key, `key: value`. */
function unlabelled(key: string): NonNullable<Question<unknown>['compose']> {
  return (recorded) => {
    const reply = recorded('sysctl', key)
    if (reply?.stdout.startsWith(`${key}: `) !== true) return reply
    return { ...reply, stdout: reply.stdout.slice(key.length + 2) }
  }
}

/** The ceiling of wired GPU memory in MiB; 0 is the rule of macOS. Lost at reboot. macOS 15 and later. */
export const wiredLimit: Question<number> = {
  name: 'sysctl iogpu.wired_limit_mb',
  command: run('sysctl', '-n', 'iogpu.wired_limit_mb'),
  compose: unlabelled('iogpu.wired_limit_mb'),
  read: (reply) => wholeNumber('sysctl', 'iogpu.wired_limit_mb in MiB', oneLine('sysctl', said('sysctl', reply))),
}

/** Seconds since 1970 of the last boot. NTP moves it by a second or so: compare with tolerance. */
export const bootTime: Question<number> = {
  name: 'sysctl kern.boottime',
  command: run('sysctl', '-n', 'kern.boottime'),
  compose: unlabelled('kern.boottime'),
  read: (reply) => {
    const text = said('sysctl', reply)
    // Anchored, because an unanchored pattern can take usec for sec (facts 4.2).
    const match = /^\{ *sec *= *(\d{1,12}), *usec *= *\d+ *\}/.exec(text)
    if (match === null) throw new Unreadable('sysctl', '{ sec = …, usec = … }', text)
    return Number(match[1])
  },
}

/** Takes effect at once for new allocations and is lost at reboot. */
export function setWiredLimit(mb: number): Command {
  return asRoot('sysctl', `iogpu.wired_limit_mb=${mb}`)
}
