import { z } from 'zod'
import { networks } from '../../http/keyForms.ts'
import { areaCode, id, instant } from '../../http/schemas.ts'
import type { Instant } from '../../model/time.ts'
import { FORMS, MEASURED, SOURCE_KINDS, type Source } from '../source.ts'

/** Names go into documents, journals and both databases. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), { error: 'has characters that are not text' })

export const keyForm = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    mn: z.string().nullable().describe('of a data logger of HJ 212'),
    createdAt: instant,
    revokedAt: instant.nullable(),
    networks: z.array(z.string()).describe('from where it is taken (CIDR); none: from anywhere'),
    oldUntil: instant.nullable().describe('until when the key before it is taken as well'),
  })
  .meta({ id: 'EvidenceKey' })

export const newKeyForm = z
  .object({
    area: areaCode,
    name: name.describe('the platform or the device'),
    networks: networks.default([]),
    device: z
      .object({
        mn: z
          .string()
          .regex(/^[0-9A-Za-z]{1,24}$/)
          .describe('as it names itself'),
        password: z.string().regex(/^[\x21-\x3a\x3c-\x7e]{1,9}$/),
      })
      .optional()
      .describe('a data logger of HJ 212, which shows MN and PW; without it a bearer key is made'),
  })
  // A data logger is heard over TCP, where no network of its key is asked for.
  .refine(({ device, networks: from }) => device === undefined || from.length === 0, {
    path: ['networks'],
    error: 'of a bearer key only',
  })
  .meta({ id: 'NewEvidenceKey' })

export const newSourceForm = z
  .object({
    enterprise: id,
    line: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .describe('number of the line as in the list; without it the whole enterprise'),
    kind: z.enum(SOURCE_KINDS),
    of: z.enum(MEASURED).describe('what it measures: production and treatment are kept apart'),
    name,
    unit: z.string().trim().min(1).max(16),
    form: z
      .enum(FORMS)
      .describe('interval: used in the interval that begins then; counter: what the meter shows; level: a mean'),
    everyMinutes: z.int().min(1).max(1440).nullable().describe('null: it speaks when something happens'),
    key: id.describe('whose word it is'),
    code: z
      .string()
      .regex(/^[\x21-\x7e]{1,64}$/)
      .describe('how the holder of the key names it; of HJ 212 pollutant and command, a21026-Avg/2051'),
  })
  .refine(({ kind, of }) => (kind === 'gate') === (of === 'gate'), { path: ['of'], error: 'a gate measures a gate' })
  .meta({ id: 'NewEvidenceSource' })

const shape = z.object({
  id,
  area: areaCode,
  enterprise: id,
  line: z.string().nullable(),
  kind: z.enum(SOURCE_KINDS),
  of: z.enum(MEASURED),
  name: z.string(),
  unit: z.string(),
  form: z.enum(FORMS),
  everyMinutes: z.int().nullable(),
  heardAt: instant.nullable(),
  silentSince: instant.nullable().describe('since when it should have spoken and has not; null: it speaks'),
  last: z.object({ at: instant, value: z.string() }).nullable(),
  alike: z.object({ times: z.int(), since: instant }).nullable().describe('the very same value on end'),
  openDoubts: z.int().describe('what waits for an officer: GET /evidence/doubts'),
  closedAt: instant.nullable(),
})
/** An enterprise sees its sources, not who else holds the key. */
export const ownSourceForm = shape.meta({ id: 'OwnEvidenceSource' })
export const sourceForm = shape.extend({ key: z.object({ id, code: z.string() }) }).meta({ id: 'EvidenceSource' })

export function showSource(source: Source, silent: Instant | null): z.output<typeof sourceForm> {
  const { quality, ...rest } = source
  const { heardAt, lastAt, lastValue, alike, alikeSince, openDoubts } = quality
  return {
    ...rest,
    heardAt,
    silentSince: silent,
    last: lastAt === null || lastValue === null ? null : { at: lastAt, value: lastValue },
    alike: alikeSince === null || alike < 2 ? null : { times: alike, since: alikeSince },
    openDoubts,
  }
}
