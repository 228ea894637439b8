import { z } from 'zod'
import { sayState } from '../../machines/words.ts'
import { areaCode, day, id, instant, remark } from '../http/schemas.ts'
import { ANSWERS } from './decide.ts'
import type { Photo } from './seen/store.ts'
import { CAUSES, type Draw, type Inspection } from './store.ts'

export const inspectionState = z.enum(['planned', 'assigned', 'overdue', 'visited', 'withdrawn'])
const words = z.object({ zh: z.string(), en: z.string() })
const signed = z.object({
  inspector: z.string().trim().max(60),
  plant: z.string().trim().min(1).max(60).nullable().describe('null: that person refused to sign'),
  refusedBecause: z.string().trim().min(1).max(500).nullable(),
})
const answers = z.array(
  z.object({
    id: z.string().max(40),
    answer: z.enum(ANSWERS),
    remark: z.string().trim().max(500).nullable().default(null),
  }),
)
const lines = z.array(z.object({ line: z.string().max(60), shows: z.enum(['running', 'stopped', 'unclear']) }))
const outcome = z.enum(['compliant', 'notCompliant', 'unclear', 'refused'])
const found = z.object({ kind: z.string().max(60), text: remark.min(1) })

/** What an inspector writes down at a plant. */
export const seenForm = z
  .object({
    answers: answers.max(400),
    lines: lines.max(200).default([]),
    outcome: outcome.describe('refused: the visit was not let in'),
    finding: found.nullable().default(null).describe('of notCompliant, and of nothing else'),
    signed,
    seenAt: instant.optional().describe('when it was written down, without a net; now, when missing'),
  })
  .meta({ id: 'VisitRecord' })

export const inspectionForm = z
  .object({
    id,
    area: areaCode,
    state: inspectionState,
    stateName: words,
    enterpriseId: id,
    name: z.string(),
    line: z.string(),
    warningId: id.nullable(),
    verdictId: id.nullable(),
    cause: z.enum(CAUSES),
    why: words,
    day,
    visitBy: instant,
    place: z.string(),
    officerId: id.nullable(),
    outcome: outcome.nullable(),
    visitedAt: instant.nullable(),
  })
  .meta({ id: 'Inspection' })

export const inspectionDetail = inspectionForm
  .extend({
    checklist: z.array(z.object({ id: z.string(), line: z.string(), say: words })),
    result: z.object({ answers, lines, outcome, finding: found.nullable(), signed, seenAt: instant }).nullable(),
    photos: z.array(z.object({ sha256: z.string(), type: z.string(), size: z.int(), at: instant })),
  })
  .meta({ id: 'InspectionDetail' })

export const drawForm = z
  .object({
    id,
    area: areaCode,
    warningId: id,
    day,
    seed: z.string(),
    pool: z.array(id).describe('in order: who may have been drawn'),
    drawn: z.array(id).describe('the first of the pool by SHA-256 of seed, space and id'),
    drawnBy: z.string(),
    at: instant,
  })
  .meta({ id: 'InspectionDraw' })

export const planning = z.object({
  warning: id,
  area: areaCode.describe('a county, or the city'),
  day,
  most: z.int().min(0).max(200).default(20).describe('visits by verdict and by risk; those drawn come beside them'),
})
export const planningOne = z.object({ enterprise: id, warning: id.optional(), day, reason: remark.min(1) })
export const sending = z.object({ officer: id, day: day.optional().describe('moves it to that day') })
export const sharing = z.object({
  area: areaCode,
  day,
  officers: z.array(id).min(1).max(50),
  crossed: z.boolean().default(false).describe('异地交叉检查: nobody is sent where that person works'),
})
export const wayForm = z
  .object({
    items: z.array(
      z.object({
        officerId: id,
        link: z.string().describe('the page of that person’s visits, without a log-in'),
        visits: z.int(),
        told: z.boolean().describe('by a message with the link; where not, somebody hands it over'),
      }),
    ),
    left: z.int().describe('visits to which nobody could be sent'),
  })
  .meta({ id: 'InspectionWays' })

export function showInspection(row: Inspection): z.output<typeof inspectionForm> {
  const { enterprise, warning, verdict, officer, checklist: _, result: __, ...rest } = row
  return {
    ...rest,
    stateName: sayState('inspection', row.state),
    enterpriseId: enterprise,
    warningId: warning,
    verdictId: verdict,
    officerId: officer,
  }
}

export function showDetail(row: Inspection, photos: readonly Photo[]): z.output<typeof inspectionDetail> {
  const result = row.result && {
    answers: row.result.answers.map((one) => ({ ...one })),
    lines: row.result.lines.map((one) => ({ ...one })),
    outcome: row.result.outcome,
    finding: row.result.finding,
    signed: row.result.signed,
    seenAt: row.result.seenAt,
  }
  return {
    ...showInspection(row),
    checklist: row.checklist.map((one) => ({ ...one })),
    result,
    photos: photos.map((one) => ({ ...one })),
  }
}

export function showDraw({ warning, pool, drawn, ...rest }: Draw): z.output<typeof drawForm> {
  return { ...rest, warningId: warning, pool: [...pool], drawn: [...drawn] }
}
