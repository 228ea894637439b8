import { DateTime } from 'luxon'
import { z } from 'zod'
import { isId, type Id } from '../model/id.ts'
import { WARNING_LEVELS, type WarningLevel } from '../model/level.ts'
import { parseInstant, showInstant, type Instant } from '../model/time.ts'

/*
 * Pieces of which stages build the schemas of their routes. The same schema validates, answers and is published in
 * /api/openapi.json. An answer is written by `z.encode`: use codecs in it (`instant`), never a one-way `.transform`.
 */

const INSTANT_FORM = /^\d{4}-\d{2}-\d{2}T\d{2}(:\d{2}(:\d{2}(\.\d{1,9})?)?)?(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)?$/

/**
 * An instant in a request or an answer: ISO 8601; without an offset it is local to the jurisdiction; `T24:00` is read
 * as the next day's 00:00. Answers carry `+08:00`. Inside it is an `Instant` in UTC.
 */
export const instant = z
  .codec(z.string().max(40), z.string(), {
    decode: (text, context): Instant => {
      const at = INSTANT_FORM.test(text) && isYear(text) ? parseInstant(text) : null
      if (at !== null) return at
      context.issues.push({ code: 'invalid_format', format: 'datetime', input: text })
      return z.NEVER
    },
    encode: (at) => showInstant(at),
  })
  .meta({ id: 'Instant', description: 'ISO 8601, as 2020-12-26T00:00:00+08:00', format: 'date-time' })

/** A calendar day of the jurisdiction, `2020-12-26`. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => isYear(text) && DateTime.fromISO(text).isValid, { error: 'no such day' })
  .meta({ id: 'Day', format: 'date' })

/** The id of a thing (UUID), as the database takes it. */
export const id = z
  .string()
  .refine((text): text is Id => isId(text), { error: 'not an id' })
  .meta({ id: 'Id', format: 'uuid' })

/** `params` of a route about one thing. */
export const idParams = z.object({ id })

/** A jurisdiction's code or local id: `140800`, `140800-kfq`. */
export const areaCode = z
  .string()
  .regex(/^[0-9]{6}(-[a-z0-9]{1,16})?$/)
  .meta({ id: 'AreaCode', description: 'GB/T 2260 code, or a local id where the standard has none' })

export const warningLevel: z.ZodType<WarningLevel> = z.enum(WARNING_LEVELS).meta({ id: 'WarningLevel' })

/** Of a read that can also be answered as of an instant that has passed (历史回看): `at` in its query. */
export const asOf = instant.optional().describe('as it stood at this instant; as it stands now without it')

/** Free text of a person: a reason, a remark. Longer than 2,000 characters is a document, not a remark. */
export const remark = z.string().trim().max(2_000)

/** The database knows no year 0, and a year far away is a slip of the finger. */
function isYear(text: string): boolean {
  const year = Number(text.slice(0, 4))
  return year >= 1900 && year <= 2200
}
