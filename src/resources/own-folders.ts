import { asRoot, onMac, type Command } from '../command/command.js'
import { MacTrouble } from '../command/errors.js'
import type { Reader } from '../command/mac.js'
import { loginUser } from '../macos/id.js'

/** The user we log in as. Throws when the Mac does not say. */
export async function userOf(mac: Reader): Promise<string> {
  const user = await mac.ask(loginUser)
  if (user.known) return user.value
  throw new MacTrouble('precondition', { mac: mac.mac, doing: 'find out the login user', seen: user.why })
}

/** Makes folders of ours that the login user fills: only they are written without root. */
export function ownFolders(user: string, folders: readonly string[]): Command[] {
  const paths = folders.map((folder) => onMac(folder))
  return [asRoot('mkdir', '-p', ...paths), asRoot('chown', user, ...paths)]
}
