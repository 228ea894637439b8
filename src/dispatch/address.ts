import { createHmac, createSecretKey } from 'node:crypto'
import type { Keys } from '../db/keys.ts'

/**
 * A receiver or a text as the line and the answers compare it: 16 bytes, hex, under this world's key. Whoever reads the
 * database can not try all numbers against it.
 */
export function hashFor(keys: Pick<Keys, 'master'>, text: string): string {
  return createHmac('sha256', createSecretKey(keys.master))
    .update(`line ${numberOf(text) ?? text}`)
    .digest('hex')
    .slice(0, 32)
}

/** The digits of a telephone number without the country's, however it is written; null where it is none. */
export function numberOf(text: string): string | null {
  if (!/^\+?[\d\s()-]{3,30}$/.test(text)) return null
  return text.replaceAll(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '')
}
