import { asRoot, onMac, run, type Command } from '../command/command.js'

/** Where launchd finds the job of a label at boot. */
export function daemonPath(label: string): string {
  return `/Library/LaunchDaemons/${label}.plist`
}

/**
 * Places the job of a label. launchd refuses a file that others could write, and loads every *.plist of the folder at
 * boot: so the new one is written and checked at `draft` first, and renamed.
 */
export function placeDaemon(label: string, draft: string, text: string): Command[] {
  const path = onMac(draft)
  return [
    { ...asRoot('tee', path), stdin: text },
    asRoot('chmod', '0644', path),
    run('plutil', '-lint', path),
    asRoot('mv', '-f', path, onMac(daemonPath(label))),
  ]
}

/** Removes the job's file; succeeds when it is not there. */
export function removeDaemon(label: string): Command[] {
  return [asRoot('rm', '-f', onMac(daemonPath(label)))]
}

/** bootstrap fails with 5 and 37 while an old instance is still going, and can say so although the job is loaded. */
export const MAYBE_LOADED = [5, 17, 37, 133]
