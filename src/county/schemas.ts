import { z } from 'zod'
import type { Document } from '../document/document.ts'
import { LISTED_LEVELS } from '../model/enterprise.ts'
import { WARNING_LEVELS } from '../model/level.ts'

/*
 * What the pages of counties and townships read of what the API answers: they go through the doors that every program of
 * an officer has.
 */

const words = z.object({ zh: z.string(), en: z.string() })
const level = z.enum(WARNING_LEVELS)
const paged = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullish() })

/** What a browser sends: every field a text, none longer than a remark may be. */
export const typed = z.record(z.string().max(60), z.string().max(4_000))

export const refusedRead = z.object({ code: z.string(), detail: z.string(), next: z.string().default('') })
export const enteredRead = z.object({ token: z.string() })
export const meRead = z.object({
  user: z.object({ name: z.string(), role: z.string(), area: z.string(), areaName: z.string() }),
  pending: z.boolean(),
  may: z.array(z.string()),
})

export const responsesRead = paged(
  z.object({
    id: z.string(),
    area: z.string(),
    county: z.string(),
    state: z.string(),
    stateName: words,
    warningId: z.string(),
    warningName: z.string(),
    warningStateName: words,
    startsAt: z.string().nullable(),
    endsAt: z.string().nullable(),
    measures: level.nullable(),
    level,
    toldAt: z.string(),
    receiptBy: z.string().nullable(),
    acknowledgedAt: z.string().nullable(),
    startedAt: z.string().nullable(),
  }),
)
export const tighteningsRead = paged(
  z.object({
    id: z.string(),
    area: z.string(),
    county: z.string(),
    level: z.enum(LISTED_LEVELS).nullable(),
    measures: z.array(z.object({ line: z.string(), measure: z.string() })),
    reason: z.string(),
    declaredAt: z.string(),
    needsCity: z.boolean(),
    decision: z.string().nullable(),
    endedAt: z.string().nullable(),
    holds: z.boolean(),
  }),
)
export const noticesRead = paged(
  z.object({
    id: z.string(),
    issuerName: z.string(),
    title: z.string(),
    number: z.string().nullable(),
    sentAt: z.string(),
    receivedAt: z.string().nullable(),
  }),
)
export const noticeRead = z.object({
  id: z.string(),
  receivedAt: z.string().nullable(),
  /** As the engine itself wrote it. */
  document: z.custom<Document>((value) => typeof value === 'object' && value !== null),
})
export const pathsRead = paged(
  z.object({
    id: z.string(),
    reason: z.string(),
    stops: z.array(
      z.object({ county: z.string(), name: z.string(), at: z.string(), acknowledgedAt: z.string().nullable() }),
    ),
  }),
)
const order = z.object({
  id: z.string(),
  number: z.string(),
  revision: z.int(),
  state: z.string(),
  level,
  warningId: z.string(),
  enterprise: z.object({ id: z.string(), name: z.string(), grade: z.string(), area: z.string() }),
  answerBy: z.string().nullable(),
})
export const ordersRead = paged(
  order.extend({
    kilograms: z.int(),
    last: z.object({ rung: z.string(), channel: z.string(), at: z.string() }).nullable(),
  }),
)
export const orderRead = order.extend({
  revisions: z.array(z.object({ revision: z.int(), content: z.record(z.string(), z.unknown()) })),
  evidence: z.array(
    z.object({
      revision: z.int(),
      rung: z.string(),
      channel: z.string(),
      at: z.string(),
      by: z.string(),
      detail: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
})
export const verdictsRead = paged(
  z.object({
    orderId: z.string(),
    line: z.string(),
    day: z.string(),
    outcomeName: words,
    say: words,
    promised: z.object({ so2: z.string(), nox: z.string(), pm: z.string(), vocs: z.string() }),
  }),
)
export const tasksRead = paged(
  z.object({
    id: z.string(),
    kind: z.enum(['inspection', 'department']),
    state: z.string(),
    title: z.string(),
    warning: z.object({ id: z.string(), name: z.string() }),
    department: z.object({ name: z.string().nullable(), kind: z.string() }).nullable(),
    answerBy: z.string(),
  }),
)
export const peopleRead = z.object({
  people: z.array(z.object({ post: z.string().nullable(), name: z.string(), phone: z.string() })),
})

export type Response = z.output<typeof responsesRead>['items'][number]
export type Tightening = z.output<typeof tighteningsRead>['items'][number]
export type OwnNotice = z.output<typeof noticesRead>['items'][number]
export type Path = z.output<typeof pathsRead>['items'][number]
export type Listed = z.output<typeof ordersRead>['items'][number]
export type Order = z.output<typeof orderRead>
export type Task = z.output<typeof tasksRead>['items'][number]
export type Contact = z.output<typeof peopleRead>['people'][number]
