const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for XML and HTML, in elements and in quoted attributes; control characters, which XML cannot write, are left out. */
export function escaped(text: string): string {
  const printable = [...text].filter((one) => one >= ' ' && one < '\u{fffe}').join('')
  return printable.replaceAll(/[&<>"']/g, (one) => ENTITIES[one] ?? one)
}

/** Shortened to fit so many characters, the end as dots. */
export function fitted(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
