/** What a property list can hold. Numbers are integers, as launchd wants them. */
export type PropertyListValue =
  string | number | boolean | readonly PropertyListValue[] | { readonly [key: string]: PropertyListValue | undefined }

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`

/** The XML form of a property list, keys in the order given: equal values are equal bytes. */
export function propertyList(value: PropertyListValue): string {
  return `${HEAD}${lines(value, '').join('\n')}\n</plist>\n`
}

function lines(value: PropertyListValue, indent: string): string[] {
  if (typeof value === 'string') return [`${indent}<string>${escape(value)}</string>`]
  if (typeof value === 'boolean') return [`${indent}<${value ? 'true' : 'false'}/>`]
  if (typeof value === 'number') return [`${indent}<integer>${integer(value)}</integer>`]
  if (isList(value)) {
    return around(
      'array',
      indent,
      value.flatMap((item) => lines(item, `${indent}\t`)),
    )
  }
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [`${indent}\t<key>${escape(key)}</key>`, ...lines(item, `${indent}\t`)],
  )
  return around('dict', indent, entries)
}

function isList(value: object): value is readonly PropertyListValue[] {
  return Array.isArray(value)
}

function around(tag: string, indent: string, inner: readonly string[]): string[] {
  return inner.length === 0 ? [`${indent}<${tag}/>`] : [`${indent}<${tag}>`, ...inner, `${indent}</${tag}>`]
}

function integer(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`a property list of ours holds integers only, not ${value}`)
  return value
}

function escape(text: string): string {
  // XML 1.0 cannot hold these at all, escaped or not; launchd would refuse the whole file.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) {
    throw new RangeError(`a property list cannot hold the control character in ${JSON.stringify(text)}`)
  }
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
