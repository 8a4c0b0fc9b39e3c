import { asRoot, onMac, run, type Command } from '../../command/command.js'
import { Unreadable } from '../../command/errors.js'
import type { Question } from '../../command/question.js'
import { propertyList } from '../../macos/property-list.js'
import { complaint, NO_SUCH_FILE, says } from '../../macos/reply.js'
import { WIRED_LIMIT_JOB } from '../labels.js'

const FILE = onMac(`/Library/LaunchDaemons/${WIRED_LIMIT_JOB}.plist`)
const NEW = onMac(`/Library/LaunchDaemons/${WIRED_LIMIT_JOB}.plist.new`)
const ABSENT = 44

/** What our launchd job will set at the next boot in MiB, null when there is no such job. */
export const limitAtBoot: Question<number | null> = {
  name: WIRED_LIMIT_JOB,
  command: run('sh', '-c', `test -e "$0" || exit ${ABSENT}; cat "$0"`, FILE),
  compose: (recorded) => {
    const reply = recorded('cat', FILE.path)
    return reply !== null && says(reply, NO_SUCH_FILE) ? { ...reply, exit: ABSENT } : reply
  },
  read: (reply) => {
    const { exit, stdout } = reply
    if (exit === ABSENT) return null
    if (exit !== 0) throw new Unreadable('cat', 'exit 0', `exit ${exit}: ${complaint(reply)}`)
    // A job of this name that sets no limit (somebody edited it) is as good as 0: the next converge rewrites it.
    return Number(/<string>iogpu\.wired_limit_mb=(\d{1,9})<\/string>/.exec(stdout)?.[1] ?? 0)
  },
}

/**
 * Places the job whole and renamed, root:wheel 0644, or launchd does not run it. It is not loaded now: the limit itself
 * is set with sysctl, and launchd finds the file at the next boot.
 */
export function keepLimit(mb: number): Command[] {
  return [
    { ...asRoot('tee', NEW), stdin: text(mb) },
    asRoot('chown', 'root:wheel', NEW),
    asRoot('chmod', '0644', NEW),
    asRoot('mv', '-f', NEW, FILE),
  ]
}

/** Leaves the limit to macOS from the next boot on. */
export function dropLimit(): Command[] {
  return [asRoot('rm', '-f', FILE)]
}

// sysctl values do not survive a reboot and /etc/sysctl.conf is not read, so a job sets them (facts 5.2).
function text(mb: number): string {
  return propertyList({
    Label: WIRED_LIMIT_JOB,
    ProgramArguments: ['/usr/sbin/sysctl', `iogpu.wired_limit_mb=${mb}`],
    RunAtLoad: true,
  })
}
