import { z } from 'zod'
import { areaCode, id, instant, remark } from '../../http/schemas.ts'
import type { Rank } from '../../people/caller.ts'
import { OFFICER_ROLES } from '../../people/roles.ts'

/** A word of people: goes into documents and both databases. */
export const word = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => !/[\p{Cc}\p{Bidi_Control}]/u.test(text), { error: 'has characters that are not text' })

export const because = z.object({ reason: remark.min(1).describe('stands in the journal') })

const rank: z.ZodType<Rank> = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])

export const standing = z.object({
  role: z.enum(OFFICER_ROLES),
  rank: rank.default(0).describe('of an approver: 1 office head, 2 vice-mayor, 3 mayor; else 0'),
  area: areaCode,
  township: word.nullable().default(null).describe('of a township officer: as the list calls it'),
  department: id.nullable().default(null).describe('of an officer of a department: one of /departments'),
})

/** A log-in name is read aloud and typed at night: no blanks, nothing that looks like another letter's twin. */
const login = z
  .string()
  .max(64)
  .regex(/^[\p{Script=Han}A-Za-z0-9][\p{Script=Han}A-Za-z0-9._@-]*$/u, {
    error: 'letters, figures, Han, and . _ @ - between them',
  })
  .describe('does not differ by case or width')

export const newUser = standing
  .extend({
    login,
    name: word,
    phone: z
      .string()
      .regex(/^\d{0,15}$/)
      .default('')
      .describe('digits as dialled'),
    reason: remark.min(1).describe('stands in the journal'),
  })
  .meta({ id: 'NewUser' })

export const account = z
  .object({
    id,
    login: z.string(),
    name: z.string(),
    phone: z.string().describe('masked'),
    role: z.string(),
    rank: z.int(),
    area: z.string(),
    areaName: z.string(),
    township: z.string().nullable(),
    department: id.nullable(),
    outsideName: z.string().nullable().describe('how the city’s own log-in names them'),
    demo: z.boolean().describe('a log-in of the demonstration, which anybody can read'),
    hasPassword: z.boolean(),
    hasFactor: z.boolean().describe('whether a code of the telephone is asked beside the password'),
    waits: z.boolean().describe('an approver’s way in that one person opened and a second has to confirm (…/confirm)'),
    lockedUntil: instant.nullable(),
    createdAt: instant,
    closedAt: instant.nullable(),
  })
  .meta({ id: 'Account' })

export const linked = z.object({
  account,
  link: z.string().describe('a page that sets the password once; shown this once and kept nowhere'),
  until: instant,
})
