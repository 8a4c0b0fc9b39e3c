/** At most 80 characters of the first line: a file that is no lab file is not to be told whole. */
export function inShort(text: string): string {
  const [line = ''] = text.split('\n')
  const short = line.slice(0, 80)
  return short === text ? text : `${short}…`
}
