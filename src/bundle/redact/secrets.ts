import type { Scramble } from './scramble.js'

const SECRET = '[secret]'

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g
const IN_URL = /(?<=:\/\/)[^/\s:@"']*(?::[^/\s@"']*)?@/g
const TOKEN = /\b(?:hf_|gh[opsu]_|github_pat_|glpat-|xox[abp]-|sk-)[A-Za-z0-9_-]{16,}/g
const BEARER = /(?<=\bBearer )[A-Za-z0-9._~+/-]{8,}=*/g
// What is named like a secret is one; its name may stay.
const NAMED =
  /((?:passw(?:or)?d|passphrase|secret|credential|(?:api|auth|access|private)[_-]?(?:key|token)|[A-Z]+_TOKEN)\w*"?\s*(?::|=(?!>))\s*)("(?:[^"\\]|\\.)*"|[^\s,;}"]+)/gi
/** Variables of a deployment, by name: anybody may have put a key there. */
const ENVIRONMENT = /(\\?"environment\\?"\s*:\s*\{)([^{}]*)(\})/g
const VALUE = /(:\s*)(\\?")(?:[^"\\]|\\[^"])*?\2/g

const PUBLIC_KEY = /\b((?:ssh|sk-ssh|ecdsa-sha2|sk-ecdsa-sha2)-[\w@.-]+ AAAA)([A-Za-z0-9+/]+)(=*)((?: [^\s"]+)?)/g
const FINGERPRINT = /(?<=\bSHA256:)[A-Za-z0-9+/]{43}/g

/** Takes out what must never leave a Mac; nothing stands in for it. */
export function redactSecrets(text: string): string {
  return text
    .replace(PRIVATE_KEY, SECRET)
    .replace(IN_URL, `${SECRET}@`)
    .replace(TOKEN, SECRET)
    .replace(BEARER, SECRET)
    .replace(ENVIRONMENT, (_, head: string, body: string, end: string) => {
      return `${head}${body.replace(VALUE, (_value, colon: string, quote: string) => `${colon}${quote}${SECRET}${quote}`)}${end}`
    })
    .replace(NAMED, (_, name: string, value: string) => `${name}${value.startsWith('"') ? `"${SECRET}"` : SECRET}`)
}

/** Public keys and their fingerprints, which name a person or a Mac: others of the same length. */
export function redactKeys(scramble: Scramble, text: string): string {
  return text
    .replace(PUBLIC_KEY, (_, type: string, body: string, end: string, comment: string) => {
      return `${type}${letters(scramble, body)}${end}${comment === '' ? '' : ' somebody'}`
    })
    .replace(FINGERPRINT, (print) => letters(scramble, print))
}

function letters(scramble: Scramble, text: string): string {
  const pieces = Array.from({ length: Math.ceil(text.length / 43) }, (_, at) =>
    Buffer.from(scramble('key', `${at} ${text}`, 32))
      .toString('base64')
      .slice(0, 43),
  )
  return pieces.join('').slice(0, text.length)
}
