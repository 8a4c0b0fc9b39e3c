/** Macs that MACLOOM_FORGET names, and a sentence for each name that no Mac of the connection table has. */
export function forgotten(
  text: string | undefined,
  macs: readonly string[],
): { readonly names: readonly string[]; readonly unknown: readonly string[] } {
  const names = (text ?? '').split(',').flatMap((name) => name.trim() || [])
  const strangers = names.filter((name) => !macs.includes(name))
  return {
    names,
    unknown: strangers.map(
      (name) => `MACLOOM_FORGET=${name} forgets nothing: the Macs of this lab are ${macs.join(', ')}`,
    ),
  }
}
