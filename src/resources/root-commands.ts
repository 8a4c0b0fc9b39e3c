import { MACOS_ROOT_COMMANDS, type RootCommand } from '../macos/root-commands.js'
import { ROOT } from './record.js'

const JOBS = '/Library/LaunchDaemons/com.macloom.*'
const OURS = `our folder ${ROOT}`
const DAEMONS = 'our launchd jobs'

function files(path: string, why: string): RootCommand[] {
  return [
    { tool: 'tee', words: [path], why },
    { tool: 'chmod', words: ['0644', path], why },
    { tool: 'mv', words: ['-f', path], why },
    { tool: 'rm', words: ['-f', path], why },
  ]
}

/** Every command that any kind runs as root, tools of macOS first: what `macloom sudoers` prints. */
export const ROOT_COMMANDS: readonly RootCommand[] = [
  ...MACOS_ROOT_COMMANDS,
  { tool: 'mkdir', words: ['-p', `${ROOT}*`], why: OURS },
  // The login user fills folders of ours; jobs must belong to root or launchd does not run them.
  { tool: 'chown', words: ['*', `${ROOT}/*`], why: OURS },
  ...files(`${ROOT}/*`, OURS),
  { tool: 'chmod', words: ['0755', `${ROOT}/*`], why: OURS },
  { tool: 'rm', words: ['-rf', `${ROOT}/*`], why: OURS },
  { tool: 'rmdir', words: [`${ROOT}*`], why: OURS },
  { tool: 'chown', words: ['root:wheel', JOBS], why: DAEMONS },
  ...files(JOBS, DAEMONS),
]
