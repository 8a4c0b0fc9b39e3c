/** Every fault that a sim Mac can have, by name, and what its value means. `hang <tool>` besides: that tool never answers. */
export const FAULTS: Readonly<Record<string, string>> = {
  down: 'the SSH port is closed',
  silent: 'accepts connections and never speaks',
  freeze: 'no byte goes either way until it is cleared; what runs, runs on',
  delay: 'every answer is held back by so many milliseconds',
  'drop after': 'each connection is reset after so many bytes, both ways together',
  'drop once after': 'the same, for one connection; then it clears itself',
  'refuse login': 'no key is good enough',
  'other host key': 'the host key is another one, derived from the value',
  'sudo asks': 'sudo wants a password',
  'disk full': 'so many more bytes fit',
  'port taken': 'another user’s program listens on `8080`, `127.77.0.1:8080`, or several with commas',
  'job hangs': 'the launchd job of this label starts and does nothing',
  'gid index 2': 'the IPv4 address of this interface lands at index 2 of the GID table',
  'rdma device missing': 'this RDMA device does not appear',
  'rdma port stuck down': 'this RDMA port stays down',
  'networksetup commit': 'networksetup cannot commit changes',
  'networksetup database': 'networksetup cannot reach its database',
  'networksetup exits 0': 'networksetup says its errors and exits 0',
  'preferences without bridges': 'preferences.plist has no bridges at all',
  'no update server': 'softwareupdate finds no server',
}

/** Throws for a fault that nothing in the sim obeys: a test with a misspelt fault proves nothing. */
export function knownFault(name: string): string {
  if (name in FAULTS || /^hang \S+$/.test(name)) return name
  throw new Error(`no fault is called ${name}; there are ${Object.keys(FAULTS).join(', ')}, hang <tool>`)
}
