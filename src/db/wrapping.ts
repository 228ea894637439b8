import { decrypt, encrypt } from './cipher.ts'
import type { Keys } from './keys.ts'

/** Something small under the newest of the keys outside of the database, and which that is. */
export interface Wrapped {
  readonly sealed: Buffer
  readonly version: number
}

export function wrap({ wrapping, cipher }: Pick<Keys, 'wrapping' | 'cipher'>, plain: Buffer): Wrapped {
  const { key, version } = wrapping.newest()
  return { sealed: encrypt(key, plain, cipher), version }
}

/** @throws Error where no such key is known here, or the bytes were touched */
export function unwrap({ wrapping }: Pick<Keys, 'wrapping'>, sealed: Uint8Array, version: number): Buffer {
  return decrypt(wrapping.of(version), sealed)
}
