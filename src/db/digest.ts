import { createHash } from 'node:crypto'

/**
 * Hashes that may chain the journal (杂凑算法): SHA-256, and SM3 (GB/T 32905-2016) for networks that ask for national
 * cryptography (国密). Both give 32 bytes.
 */
export const HASHES = ['sha256', 'sm3'] as const
export type HashName = (typeof HASHES)[number]

/** One hash over all parts, in their order. */
export function digest(name: HashName, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash(name)
  for (const part of parts) hash.update(part)
  return hash.digest()
}
