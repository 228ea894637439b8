import { z } from 'zod'

/*
 * What the desk reads of what the API answers. It goes through the same doors as the enterprise's own program, so that
 * neither of them can do what the other can not.
 */

const words = z.object({ zh: z.string(), en: z.string() })
const paged = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) })

export const refusedRead = z.object({ detail: z.string(), next: z.string().default('') })

export const ordersRead = paged(
  z.object({ id: z.string(), number: z.string(), revision: z.int(), state: z.string(), orderedAt: z.string() }),
)
const measureRead = z.object({ words: z.string(), noticeHours: z.int() })
export const cardRead = z.object({
  name: z.string(),
  creditCode: z.string(),
  area: z.string(),
  areaName: z.string(),
  permit: z.string().nullable(),
  className: z.string(),
  industry: z.string(),
  alsoRated: z.array(z.object({ industry: z.string() })),
  grade: z.string(),
  gradeUntil: z.string().nullable(),
  industryName: words,
  list: z.object({ name: z.string(), inForce: z.boolean() }),
  dailyKg: z.object({ so2: z.string(), nox: z.string(), pm: z.string(), vocs: z.string() }),
  lines: z.array(
    z.object({
      line: z.string(),
      name: z.string(),
      safeStopHours: z.number(),
      measures: z.partialRecord(z.enum(['yellow', 'orange', 'red']), measureRead),
    }),
  ),
})
export const contactsRead = paged(
  z.object({
    id: z.string(),
    post: z.string().nullable(),
    name: z.string(),
    phone: z.string(),
    language: z.enum(['zh', 'en']),
    answeredAt: z.string().nullable(),
  }),
)
export const noticesRead = paged(z.object({ at: z.string(), say: words }))
export const hardshipsRead = paged(
  z.object({
    name: z.string(),
    stateName: words,
    text: z.string(),
    saidAt: z.string(),
    answer: z.string().nullable(),
    orderStands: z.boolean(),
  }),
)
export const findingsRead = paged(
  z.object({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    stateName: words,
    kindName: words,
    line: z.string(),
    text: z.string(),
    evidence: z.array(z.object({ what: z.string(), at: z.string().nullable(), value: z.string().nullable() })),
    foundAt: z.string(),
    answerBy: z.string(),
    answer: z.string().nullable(),
    ruling: z.string().nullable(),
  }),
)
export const problemsRead = paged(
  z.object({
    id: z.string(),
    number: z.string(),
    state: z.string(),
    stateName: words,
    title: z.string(),
    text: z.string(),
    owner: z.string(),
    fixBy: z.string(),
  }),
)
export const verdictsRead = paged(
  z.object({ line: z.string(), day: z.string(), outcome: z.string(), outcomeName: words, say: words }),
)
export const gradesRead = paged(
  z.object({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    grade: z.string(),
    validUntil: z.string().nullable(),
    objectionsUntil: z.string().nullable(),
  }),
)
export const gradeRead = z.object({ id: z.string(), reviews: z.array(z.object({ reason: z.string() })) })
export const photoRead = z.object({ photo: z.object({ state: z.enum(['believed', 'open', 'accepted', 'rejected']) }) })
const planRead = z.object({ revision: z.int(), state: z.string() }).nullable()
export const plansRead = z.object({ underWay: planRead, inForce: planRead })
