import { z } from 'zod'
import { sayState } from '../../machines/words.ts'
import { areaCode, day, id, instant, remark } from '../http/schemas.ts'
import { SEVERITIES } from '../rulebook/inspection.ts'
import { ORIGINS, type Problem, type ProblemLetter, type ProblemNote } from './store.ts'

export const problemState = z.enum(['listed', 'overdue', 'shown', 'unchecked', 'closed', 'struck'])

export const problemForm = z
  .object({
    id,
    area: areaCode,
    number: z.string(),
    state: problemState,
    stateName: z.object({ zh: z.string(), en: z.string() }),
    enterpriseId: id.nullable(),
    findingId: id.nullable(),
    origin: z.enum(ORIGINS).describe('a finding, a complaint, from above, or found by the bureau itself'),
    severity: z.enum(SEVERITIES),
    title: z.string(),
    text: z.string(),
    owner: z.string().describe('user:<id> or enterprise:<id>'),
    unit: z.string(),
    reportedBy: z.string(),
    listedAt: instant,
    fixBy: instant,
    due: instant.nullable().describe('when the next thing happens by itself; null: it waits for a person'),
    letters: z.int().describe('written since it was listed, or listed anew'),
    closedBy: z.string().nullable(),
    closedAt: instant.nullable(),
  })
  .meta({ id: 'Problem' })

const letterForm = z.object({
  id,
  number: z.string().nullable(),
  title: z.string(),
  addressee: z.string().nullable(),
  rung: z.int(),
  sha256: z.string(),
  writtenAt: instant,
})

export const problemDetail = problemForm
  .extend({
    notes: z.array(
      z.object({
        kind: z.enum(['shown', 'accepted', 'refused', 'extended', 'passedOn', 'reopened', 'struck']),
        text: z.string(),
        at: instant,
        by: z.string(),
      }),
    ),
    letterList: z.array(letterForm),
  })
  .meta({ id: 'ProblemDetail' })

export const listing = z.object({
  area: areaCode,
  enterprise: id.optional(),
  origin: z.enum(['complaint', 'above', 'own']),
  severity: z.enum(SEVERITIES),
  title: z.string().trim().min(1).max(120),
  text: remark.min(1),
  owner: id.optional().describe('the officer who answers for it; without one the enterprise does'),
  unit: z.string().trim().min(1).max(120).describe('the unit that answers for it'),
  fixBy: instant.optional().describe('by the rules, when missing'),
})
export const showing = z.object({ text: remark.min(1).describe('what was done, and what shows it') })
export const deciding = z.object({
  decision: z.enum(['close', 'sendBack']),
  reason: remark.min(1).describe('what was seen'),
  fixBy: instant.optional().describe('of one that is sent back: by the rules, when missing'),
})
export const timed = z.object({ reason: remark.min(1), fixBy: instant.optional() })
export const extending = z.object({ reason: remark.min(1), fixBy: instant })
export const passing = z.object({
  reason: remark.min(1),
  owner: id,
  unit: z.string().trim().min(1).max(120),
})
export const spanned = z.object({
  period: z.enum(['day', 'week']),
  on: day.describe('the day, or the last one of the week'),
  area: areaCode.optional(),
})

export const listForm = z
  .object({
    period: z.enum(['day', 'week']),
    from: day,
    on: day,
    sums: z.object({
      listed: z.int().describe('new in it'),
      closed: z.int().describe('closed in it'),
      open: z.int().describe('open at its end'),
      overdue: z.int().describe('of those'),
    }),
    items: z.array(problemForm),
  })
  .meta({ id: 'ProblemList' })

export function showProblem(row: Problem): z.output<typeof problemForm> {
  const { enterprise, finding, rung, hands: _, ...rest } = row
  return {
    ...rest,
    stateName: sayState('problem', row.state),
    enterpriseId: enterprise,
    findingId: finding,
    letters: rung,
  }
}

export function showDetail(
  row: Problem,
  notes: readonly ProblemNote[],
  letters: readonly ProblemLetter[],
): z.output<typeof problemDetail> {
  return {
    ...showProblem(row),
    notes: notes.map((one) => ({ ...one })),
    letterList: letters.map(({ id: letter, document, rung, sha256, writtenAt }) => ({
      id: letter,
      number: document.number,
      title: document.title,
      addressee: document.addressee,
      rung,
      sha256,
      writtenAt,
    })),
  }
}
