import { z } from 'zod'
import { areaCode, day, id, instant } from '../../http/schemas.ts'
import { LISTED_LEVELS } from '../../model/enterprise.ts'
import type { Agreement } from './store.ts'

const term = z.object({
  line: z.string().trim().min(1).max(60),
  level: z.enum(LISTED_LEVELS),
  measure: z.string().trim().min(1).max(500).describe('in the words of a list: 停产, 限产60%'),
})

export const agreementForm = z
  .object({
    id,
    area: areaCode,
    enterpriseId: id,
    name: z.string(),
    document: z.string(),
    terms: z.array(term),
    from: day,
    until: day.describe('last day on which it holds'),
    signed: z.boolean().describe('by both sides: it counts for what is signed from then on'),
    proposedBy: z.string(),
    proposedAt: instant,
    bureauBy: z.string().nullable(),
    bureauAt: instant.nullable(),
    enterpriseBy: z.string().nullable(),
    enterpriseAt: instant.nullable(),
    endedBy: z.string().nullable(),
    endedBecause: z.string().nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Agreement' })

export const agreeing = z.object({
  creditCode: z.string().max(40),
  document: z.string().trim().min(1).max(200).describe('number of the document'),
  from: day,
  until: day,
  terms: z.array(term).min(1).max(300),
})

export function showAgreement({ enterprise, terms, ...row }: Agreement): z.output<typeof agreementForm> {
  return {
    ...row,
    enterpriseId: enterprise,
    terms: terms.map(({ line, level, words }) => ({ line, level, measure: words })),
    signed: row.bureauAt !== null && row.enterpriseAt !== null,
  }
}
