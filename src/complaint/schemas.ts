import { z } from 'zod'
import { areaCode, day, id, instant, remark } from '../http/schemas.ts'
import {
  COMPLAINT_KINDS,
  OUTCOMES,
  STATE,
  stateOf,
  type ComplaintKind,
  type ComplaintState,
  type Outcome,
} from './decide.ts'
import type { Complaint } from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
export const complaintKind = z.enum(Object.keys(COMPLAINT_KINDS) as [ComplaintKind, ...ComplaintKind[]])
export const outcome = z.enum(Object.keys(OUTCOMES) as [Outcome, ...Outcome[]])
export const complaintState = z.enum(Object.keys(STATE) as [ComplaintState, ...ComplaintState[]])

/** What a form of the public brings; name and telephone are left out by whoever does not want to be known. */
export const complaining = z.object({
  area: areaCode,
  kind: complaintKind,
  text: remark.min(5),
  place: z.string().trim().min(2).max(200),
  name: z.string().trim().max(50).default(''),
  phone: z
    .string()
    .max(30)
    .transform((text) => text.replaceAll(/[\s()+-]/g, ''))
    .pipe(z.string().regex(/^(\d{7,15})?$/, 'digits as dialled'))
    .default(''),
})

export const complaintForm = z
  .object({
    id,
    area: areaCode,
    number: z.string(),
    state: complaintState,
    stateName: words,
    kind: complaintKind,
    kindName: words,
    text: z.string(),
    place: z.string(),
    named: z.boolean().describe('somebody gave a name or a number'),
    receivedAt: instant,
    answerBy: instant,
    officerId: id.nullable(),
    enterpriseId: id.nullable(),
    outcome: outcome.nullable(),
    answer: z.string().nullable(),
    answeredBy: z.string().nullable(),
    answeredAt: instant.nullable(),
    reward: z.enum(['granted', 'refused']).nullable(),
    rewardReason: z.string().nullable(),
    photos: z.int(),
  })
  .meta({ id: 'Complaint' })
export const complaintDetail = complaintForm.extend({
  who: z.object({ name: z.string(), phone: z.string() }).nullable().describe('the number masked'),
  photoList: z.array(z.string()).describe('SHA-256 of each'),
})

export const assigning = z.object({
  officer: id.optional().describe('who looks into it; without one, whoever says so'),
  enterprise: id.optional().describe('which it is about, where that is known by now'),
  visitOn: day.optional().describe('of an enterprise: somebody is to go there on that day'),
  reason: remark.min(1),
})
export const passing = z.object({ area: areaCode.describe('whose it is'), reason: remark.min(1) })
export const answering = z.object({ outcome, answer: remark.min(1).describe('what whoever made it reads') })
export const rewarding = z.object({ decision: z.enum(['granted', 'refused']), reason: remark.min(1) })

export function showComplaint(row: Complaint): z.output<typeof complaintForm> {
  const { officer, enterprise, person, assignedAt: _, ...rest } = row
  const state = stateOf(row)
  return {
    ...rest,
    state,
    stateName: STATE[state],
    kindName: COMPLAINT_KINDS[row.kind],
    named: person !== null,
    officerId: officer,
    enterpriseId: enterprise,
  }
}
