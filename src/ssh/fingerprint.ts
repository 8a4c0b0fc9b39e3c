import { createHash } from 'node:crypto'

/** A server's public key as a person compares it. */
export interface HostKey {
  readonly type: string
  readonly fingerprint: string
}

/** The key in the form that `ssh-keygen -l` and the lab file have: SHA256 of the blob, base64 without padding. */
export function readHostKey(blob: Buffer): HostKey {
  return { type: keyType(blob), fingerprint: fingerprint(blob) }
}

export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** RFC 4253 section 6.6: a public key blob begins with its type as a counted string. */
function keyType(blob: Buffer): string {
  if (blob.length < 4) return 'unknown'
  return blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1')
}
