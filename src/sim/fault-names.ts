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
  reset: 'every connection is reset as soon as it is made',
  reboot: 'so many seconds after the next command has come in the Mac restarts; then the fault clears itself',
  'rank alone': 'a stand-in rank serves alone, a group of one, as MLX does without its variables',
  'generation dead':
    'a stand-in rank 0 answers no completion while /health is ok; `404`: it says that generation died, `503`: /health says so too; a rank without a server exits with 0',
  'load wedged': 'a stand-in rank joins its group, says that it is healthy, and never answers',
  'rank exits': 'a stand-in rank exits with 1 so many seconds after its start',
  'rank crashes': 'a stand-in rank ends with a segmentation fault so many seconds after its group has formed',
  'rank ignores SIGTERM': 'a stand-in rank has to be killed',
  'rank is slow': 'a stand-in rank 0 takes so many milliseconds for a completion',
  'requests crash rank': 'two requests at once end every stand-in rank of a JACCL group (lm#1737)',
  'rank in a hurry': 'where MLX waits for other ranks, a stand-in waits so many times shorter',
  'job hangs': 'the launchd job of this label starts and does nothing',
  'gid index 2': 'the IPv4 address of this interface lands at index 2 of the GID table',
  'gid index 2 until toggled': 'the same, until the service of this interface is switched off',
  'management lost':
    'from the next change of the network on no new connection comes through, until it is as it was; open ones live on',
  'rdma device missing': 'this RDMA device does not appear',
  'rdma port stuck down': 'this RDMA port stays down',
  'networksetup commit': 'networksetup cannot commit changes',
  'networksetup database': 'networksetup cannot reach its database',
  'networksetup exits 0': 'networksetup says its errors and exits 0',
  'preferences without bridges': 'preferences.plist has no bridges at all',
  'update has no effect': 'softwareupdate and startosinstall say that all is well and exit 0, and nothing happens',
  'update takes': 'a macOS update runs so many milliseconds before it restarts the Mac',
  'rdma off after update': 'RDMA is off when the Mac comes back from a macOS update',
  'no update server': 'softwareupdate finds no server',
}

export function isFault(name: string): boolean {
  return name in FAULTS || /^hang \S+$/.test(name)
}

/** Throws for a fault that nothing in the sim obeys: a test with a misspelt fault proves nothing. */
export function knownFault(name: string): string {
  if (isFault(name)) return name
  throw new Error(`no fault is called ${name}; there are ${Object.keys(FAULTS).join(', ')}, hang <tool>`)
}
