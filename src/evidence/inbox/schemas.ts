import { z } from 'zod'
import { id } from '../../http/schemas.ts'
import { FUELS, VEHICLES } from '../source.ts'

/*
 * Published, not enforced: a body is judged reading by reading, and what is not of the form is counted in quarantine
 * instead of turning the others away.
 */
export const readingsForm = z
  .object({
    readings: z
      .array(
        z.object({
          source: z.string().describe('the code by which the source was entered under this key'),
          at: z.string().describe('ISO 8601: the beginning of the interval, or when a counter showed it'),
          value: z.union([z.number(), z.string()]).describe('a decimal, in the unit of the source'),
          mark: z.string().nullish().describe('of a monitor, as HJ 212 marks it: N, F, M, D, C, T …'),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .meta({ id: 'EvidenceReadings' })

export const passagesForm = z
  .object({
    passages: z
      .array(
        z.object({
          source: z.string().describe('the code by which the gate was entered under this key'),
          at: z.string().describe('ISO 8601'),
          plate: z.string().describe('number plate, or the number of a vehicle without one'),
          direction: z.enum(['in', 'out']),
          stage: z.number().nullish().describe('emission stage 0 to 6; null: not known'),
          fuel: z.enum(FUELS),
          vehicle: z.enum(VEHICLES),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .meta({ id: 'EvidencePassages' })

export const receiptForm = z
  .object({
    accepted: z.int(),
    repeated: z.int().describe('said before in the same words: nothing changed'),
    doubted: z.int().describe('of those accepted: they wait for an officer and do not count until then'),
    changed: z.int().describe('said before in other words: the first word stands'),
    refused: z
      .array(z.object({ index: z.int(), code: z.string(), reason: z.string() }))
      .describe('of the readings that were not taken, the first hundred'),
    refusedCount: z.int(),
    quarantine: id.nullable().describe('where what was refused is kept'),
  })
  .meta({ id: 'EvidenceReceipt' })
