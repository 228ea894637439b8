import { z } from 'zod'
import { sayState } from '../../../machines/words.ts'
import { areaCode, id, instant, remark } from '../../http/schemas.ts'
import type { InspectionProcedure } from '../../rulebook/inspection.ts'
import { ruleOf } from './decide.ts'
import type { Finding } from './store.ts'

export const findingState = z.enum(['told', 'contested', 'unruled', 'upheld', 'dismissed'])
const evidence = z.object({
  what: z.string(),
  at: instant.nullable(),
  value: z.string().nullable(),
  photo: z.string().nullable().describe('SHA-256 of a photo of the visit'),
})

export const findingForm = z
  .object({
    id,
    area: areaCode,
    state: findingState,
    stateName: z.object({ zh: z.string(), en: z.string() }),
    name: z.string(),
    enterpriseId: id,
    line: z.string().describe('empty for the whole enterprise'),
    warningId: id.nullable(),
    verdictId: id.nullable(),
    inspectionId: id.nullable(),
    kind: z.string(),
    kindName: z.object({ zh: z.string(), en: z.string() }),
    text: z.string(),
    evidence: z.array(evidence),
    foundBy: z.string(),
    foundAt: instant,
    answerBy: instant.describe('until when the enterprise may contest it'),
    due: instant.nullable().describe('until when somebody has to do something about it now'),
    answer: z.string().nullable(),
    answeredAt: instant.nullable(),
    ruling: z.string().nullable(),
    ruledBy: z.string().nullable(),
    ruledAt: instant.nullable(),
  })
  .meta({ id: 'Finding' })

export const entering = z.object({
  enterprise: id,
  line: z.string().trim().max(60).default(''),
  warning: id.optional().describe('the warning under which it was found'),
  verdict: id.optional(),
  kind: z.string().max(60).describe('of the procedure: measuresNotTaken, forgedData, …'),
  text: remark.min(1),
  evidence: z
    .array(
      z.object({
        what: z.string().trim().min(1).max(500),
        at: instant.optional(),
        value: z.string().trim().max(200).optional(),
      }),
    )
    .min(1)
    .max(100)
    .describe('what it rests on: the enterprise sees it'),
})

export const ruling = z.object({ decision: z.enum(['uphold', 'dismiss']), reason: remark.min(1) })
export const answering = z.object({
  kind: z.enum(['accept', 'contest']),
  text: remark.optional().describe('what it says to that; needed to contest'),
})

export function showFinding(procedure: InspectionProcedure, row: Finding): z.output<typeof findingForm> {
  const { enterprise, warning, verdict, inspection, evidence: rests, ...rest } = row
  const rule = ruleOf(procedure, row.kind)
  return {
    ...rest,
    stateName: sayState('finding', row.state),
    enterpriseId: enterprise,
    warningId: warning,
    verdictId: verdict,
    inspectionId: inspection,
    kindName: { zh: rule?.zh ?? row.kind, en: rule?.en ?? row.kind },
    evidence: rests.map((one) => ({ ...one })),
  }
}
