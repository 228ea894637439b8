import { z } from 'zod'
import { ground } from '../hardship/schemas.ts'
import { id, instant, remark } from '../http/schemas.ts'
import { ESCALATION } from '../model/escalation.ts'
import { HOW, RECEIPT_KINDS } from './decide.ts'
import type { OrderRow, Revision, Rung } from './store.ts'

/** An order's weight is kept in milligrams a day. */
const MILLIGRAMS = 1_000_000

export const order = z
  .object({
    id: id.describe('the order; the same through all its revisions'),
    number: z.string(),
    revision: z.int(),
    state: z.string(),
    level: z.string(),
    warningId: id,
    enterprise: z.object({ id, creditCode: z.string(), name: z.string(), grade: z.string(), area: z.string() }),
    escalation: z.enum(ESCALATION).nullable().describe('the last rung that its silence has climbed'),
    orderedAt: instant,
    answerBy: instant.nullable(),
  })
  .meta({ id: 'Order' })

/** As the desk's list shows it: what weighs on it, what was last heard, what comes next if nothing is. */
export const listedOrder = order
  .extend({
    kilograms: z.int().describe('a day, that it promises to cut'),
    last: z.object({ rung: z.string(), channel: z.string(), at: instant }).nullable(),
    nextRung: z.enum(ESCALATION).nullable().describe('what its silence climbs at `answerBy`'),
  })
  .meta({ id: 'ListedOrder' })

/** With every revision and everything that is on record of it. */
export const detailed = order.extend({
  revisions: z.array(
    z.object({ revision: z.int(), state: z.string(), orderedAt: instant, content: z.record(z.string(), z.unknown()) }),
  ),
  evidence: z.array(
    z.object({
      revision: z.int(),
      rung: z.string(),
      channel: z.string(),
      at: instant,
      by: z.string(),
      detail: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
})

export const receipt = z.object({
  kind: z.enum(RECEIPT_KINDS),
  revision: z
    .int()
    .min(1)
    .optional()
    .describe('what it answers; when missing, what the address names, else the newest one'),
  text: remark.optional(),
  against: z
    .object({
      ground: ground.default('other'),
      line: z.string().trim().max(60).default('').describe('empty for the whole enterprise'),
      couldFrom: instant.nullable().default(null).describe('from when it could be done'),
    })
    .optional()
    .describe('of a difficulty or an appeal'),
})

export const receiptOnBehalf = receipt.extend({
  how: z.enum(HOW).optional().describe('how the officer learned of it'),
})

export const answered = z.object({ order, kind: z.enum(RECEIPT_KINDS) })

export function showOrder(row: OrderRow): z.output<typeof order> {
  const { orderId, number, revision, state, level, warningId, escalated, orderedAt, answerBy } = row
  const { enterpriseId, creditCode, name, grade, area } = row
  return {
    id: orderId,
    number,
    revision,
    state,
    level,
    warningId,
    enterprise: { id: enterpriseId, creditCode, name, grade, area },
    escalation: escalated,
    orderedAt,
    answerBy,
  }
}

export function showListed(
  row: OrderRow,
  last: { rung: string; channel: string; at: string } | undefined,
): z.output<typeof listedOrder> {
  const kilograms = Math.round(row.weight / MILLIGRAMS)
  return { ...showOrder(row), kilograms, last: last ?? null, nextRung: row.nextRung }
}

export function showDetail(
  newest: OrderRow,
  revisions: readonly Revision[],
  rungs: readonly Rung[],
): z.output<typeof detailed> {
  return {
    ...showOrder(newest),
    revisions: revisions.map(({ revision, state, orderedAt, content }) => ({
      revision,
      state,
      orderedAt,
      content: { ...content },
    })),
    evidence: rungs.map(({ revision, rung, channel, at, actor, detail }) => ({
      revision,
      rung,
      channel,
      at,
      by: actor,
      detail: detail === null ? null : { ...detail },
    })),
  }
}
