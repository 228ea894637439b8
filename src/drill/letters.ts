import { z } from 'zod'
import { addMinutes, type Instant } from '../model/time.ts'
import type { Pending } from './answers.ts'
import { repliesOf, type Temperament } from './temperament.ts'

/** What of a letter (信函) an enterprise needs: a test of the line, which tells it to do nothing. */
export const letterForm = z.object({
  kind: z.literal('letter'),
  about: z.literal('lineTest'),
  subject: z.string(),
  enterprise: z.object({ creditCode: z.string() }),
  exercise: z.boolean().optional(),
  answer: z.object({ url: z.string(), token: z.string() }),
})
export type Letter = z.output<typeof letterForm>

/** The answer to a test; an enterprise that is silent to orders is silent to this. */
export function answersTo(
  { subject, enterprise: { creditCode }, answer: { url, token } }: Letter,
  { seed, temperament, now }: { seed: number; temperament: Temperament; now: Instant },
): Pending[] {
  const [reply] = repliesOf(seed, temperament, `letter ${creditCode}`)
  if (!reply) return []
  const due = addMinutes(now, reply.afterMinutes)
  return [{ due, creditCode, orderId: `${subject} ${creditCode}`, revision: 1, kind: 'letter', url, token }]
}
