/** The part of a property list that PlistBuddy works on. */
export interface Tree {
  [key: string]: Leaf
}
type Leaf = string | Leaf[] | Tree

interface Reply {
  readonly text: string
  readonly exit: number
}

const DONE: Reply = { text: '', exit: 0 }

/** One command of PlistBuddy: Add, Delete, Set, Print. null = not in its language, or not in this stand-in's. */
export function applyEntry(root: Tree, command: string): Reply | null {
  const [verb = '', path = '', ...words] = command.split(' ')
  const keys = path.replace(/^:/, '').split(':')
  const last = keys.at(-1) ?? ''
  const parent = find(root, keys.slice(0, -1))
  const existing = find(root, keys)
  switch (verb) {
    case 'Print':
      if (words.length > 0) return null
      return existing === undefined
        ? complain(verb, path, 'Does Not Exist')
        : { text: `${show(existing, '')}\n`, exit: 0 }
    case 'Delete':
      if (words.length > 0) return null
      if (existing === undefined || parent === undefined) return complain(verb, path, 'Does Not Exist')
      remove(parent, last)
      return DONE
    case 'Set':
      if (typeof existing !== 'string' || parent === undefined) return complain(verb, path, 'Does Not Exist')
      return replace(parent, last, words.join(' '))
    case 'Add':
      if (existing !== undefined && !Array.isArray(parent)) return complain(verb, path, 'Entry Already Exists')
      return add(parent ?? grow(root, keys.slice(0, -1)), last, words)
    default:
      return null
  }
}

function complain(verb: string, path: string, why: string): Reply {
  const what =
    verb === 'Add' && why.startsWith('Entry') ? `${verb}: "${path}" ${why}` : `${verb}: Entry, "${path}", ${why}`
  return { text: `${what}\n`, exit: 1 }
}

function find(at: Leaf, keys: readonly string[]): Leaf | undefined {
  const [key, ...rest] = keys
  if (key === undefined || (key === '' && rest.length === 0)) return at
  if (typeof at === 'string') return undefined
  const next = Array.isArray(at) ? at[Number(key)] : at[key]
  return next === undefined ? undefined : find(next, rest)
}

// PlistBuddy makes the dictionaries on the way (not seen in a capture).
function grow(root: Tree, keys: readonly string[]): Leaf {
  return keys.reduce<Leaf>((at, key) => {
    if (typeof at === 'string') return at
    const next = find(at, [key]) ?? {}
    if (!Array.isArray(at)) at[key] = next
    return next
  }, root)
}

function add(parent: Leaf, key: string, [type, ...value]: readonly string[]): Reply | null {
  if (type === 'dict' && value.length === 0) return put(parent, key, {})
  if (type === 'array' && value.length === 0) return put(parent, key, [])
  return type === 'string' ? put(parent, key, value.join(' ')) : null
}

function put(parent: Leaf, key: string, value: Leaf): Reply | null {
  if (typeof parent === 'string') return null
  if (!Array.isArray(parent)) parent[key] = value
  // An index puts the value there, no index puts it at the end.
  else if (key === '') parent.push(value)
  else parent.splice(Number(key), 0, value)
  return DONE
}

function replace(parent: Leaf, key: string, value: string): Reply {
  if (Array.isArray(parent)) parent[Number(key)] = value
  else if (typeof parent !== 'string') parent[key] = value
  return DONE
}

function remove(parent: Leaf, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else if (typeof parent !== 'string') delete parent[key]
}

function show(value: Leaf, indent: string): string {
  if (typeof value === 'string') return value
  const inner = `${indent}    `
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${show(item, inner)}`)
    : Object.entries(value).map(([key, item]) => `${inner}${key} = ${show(item, inner)}`)
  return [`${Array.isArray(value) ? 'Array' : 'Dict'} {`, ...lines, `${indent}}`].join('\n')
}
