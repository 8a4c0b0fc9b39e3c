export type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json | undefined }

/** JSON as system_profiler prints it: `"key" : value`, sorted keys (`_items` and `_name` come first), ASCII only. */
export function appleJson(value: Json, indent = ''): string {
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => `${inner}${appleJson(item, inner)}`)
    return items.length === 0 ? '[\n\n' + indent + ']' : `[\n${items.join(',\n')}\n${indent}]`
  }
  if (typeof value !== 'object') return ascii(JSON.stringify(value))
  const fields = Object.entries(value as Record<string, Json | undefined>)
    .filter((field): field is [string, Json] => field[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = fields.map(([key, field]) => `${inner}${JSON.stringify(key)} : ${appleJson(field, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function ascii(text: string): string {
  return text.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
