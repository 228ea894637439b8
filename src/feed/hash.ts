import { createHash } from 'node:crypto'

/** SHA-256 of a body as it came. */
export function hashOf(raw: Uint8Array): Uint8Array {
  return createHash('sha256').update(raw).digest()
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
