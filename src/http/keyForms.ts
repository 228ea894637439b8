import { z } from 'zod'
import { isNetwork } from '../config.ts'
import { Refusal } from '../errors.ts'
import { addDays, dayOf, startOfDay, type Instant } from '../model/time.ts'
import { instant } from './schemas.ts'

/** From where a machine's key is taken. */
export const networks = z
  .array(z.string().max(50).refine(isNetwork, { error: 'a network such as 10.20.0.0/16' }))
  .max(20)
  .describe('CIDR; none: from anywhere')

/** By which client certificates a machine's key is taken: the next one can be named before it is used. */
export const certificates = z
  .array(
    z
      .string()
      .max(95)
      .transform((text) => text.replaceAll(':', '').toLowerCase())
      .refine((text) => /^[0-9a-f]{64}$/.test(text), { error: 'the SHA-256 of a certificate in hex' }),
  )
  .max(10)
  .describe('SHA-256 of client certificates, hex; none: without one as well')

/** A change of a key, and until when the old one is taken beside the new one. */
export const keyChange = z.object({
  oldUntil: instant.nullable().default(null).describe('null: the old one ends at once; a month ahead at most'),
  reason: z.string().trim().min(1).max(2_000).describe('stands in the journal'),
})

/** Longer, and the change has not been made: two keys open the same door for good. */
const MOST_DAYS = 30

/** @throws Refusal `key.past` */
export function mustBeSoon(oldUntil: Instant | null, now: Instant): void {
  if (oldUntil === null) return
  if (oldUntil <= now || oldUntil >= startOfDay(addDays(dayOf(now), MOST_DAYS + 1))) throw new Refusal('key.past')
}
