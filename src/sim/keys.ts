import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'

/** A host key as ssh2 wants it, with the fingerprint as `ssh` and lab files print it. */
export interface HostKey {
  readonly privateKey: string
  readonly fingerprint: string
  /** `ssh-ed25519 AAAA…`, the form of a known_hosts line. */
  readonly publicKey: string
}

// RFC 8410: a PKCS8 Ed25519 key is this header and the 32 bytes of the seed.
const PKCS8_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex')
const TYPE = 'ssh-ed25519'

/** The host key of a sim Mac: the same for the same words, so that a committed lab file can pin it. Protects nothing. */
export function hostKey(...words: readonly (string | number)[]): HostKey {
  const seed = createHash('sha256')
    .update(['macloom sim host key', ...words].join('\n'))
    .digest()
  const blob = Buffer.concat([field(TYPE), field(publicBytes(seed))])
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')
  return {
    privateKey: openSshPrivateKey(seed, blob),
    fingerprint: `SHA256:${digest}`,
    publicKey: `${TYPE} ${blob.toString('base64')}`,
  }
}

function publicBytes(seed: Buffer): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEADER, seed]), format: 'der', type: 'pkcs8' })
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
}

/** The `openssh-key-v1` container of PROTOCOL.key, unencrypted: ssh2 reads no PKCS8 for Ed25519. */
function openSshPrivateKey(seed: Buffer, publicBlob: Buffer): string {
  const open = publicBytes(seed)
  const check = Buffer.alloc(8)
  const secret = Buffer.concat([check, field(TYPE), field(open), field(Buffer.concat([seed, open])), field('')])
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]).subarray(0, (8 - (secret.length % 8)) % 8)
  const one = Buffer.from([0, 0, 0, 1])
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[field('none'), field('none'), field(''), one, field(publicBlob)],
    field(Buffer.concat([secret, padding])),
  ])
  const lines = body.toString('base64').match(/.{1,70}/g) ?? []
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n')
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
