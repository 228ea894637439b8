import { z } from 'zod'
import { sayState } from '../../machines/words.ts'
import { areaCode, day, id, instant, warningLevel } from '../http/schemas.ts'
import { ISSUERS, type Instruction } from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const clock = z.object({
  minutes: z.int().optional(),
  hour: z.int().optional().describe('of the next day'),
  document: z.string().nullable(),
  borrowedFrom: z.string().nullable().describe('whose clock it is, for want of an own one'),
})

export const instruction = z
  .object({
    id,
    area: areaCode,
    state: z.string(),
    stateName: words,
    name: z.string(),
    issuer: z.enum(ISSUERS),
    issuerName: z.string(),
    document: z.string(),
    text: z.string(),
    level: warningLevel.describe('at least'),
    startsAt: instant,
    endsAt: instant.nullable().describe('null: until it is lifted'),
    receivedAt: instant,
    answerBy: instant,
    reportBy: instant.nullable().describe('of the next daily report'),
    summaryBy: instant.nullable(),
    overdueSince: instant.nullable().describe('the hour that has passed with nothing done'),
    clocks: z.object({ answer: clock, report: clock, summary: clock }),
    liftedDocument: z.string().nullable(),
    liftedAt: instant.nullable(),
  })
  .meta({ id: 'Instruction' })

export const figures = z
  .object({
    at: instant,
    warning: z
      .object({
        id,
        name: z.string(),
        level: warningLevel.nullable(),
        measures: warningLevel.nullable(),
        proposed: warningLevel.nullable(),
        startsAt: instant.nullable(),
        endsAt: instant.nullable(),
        signedAt: instant.nullable(),
        lifted: z.boolean(),
      })
      .nullable(),
    orders: z.object({
      ordered: z.int(),
      reached: z.int(),
      acknowledged: z.int(),
      committed: z.int(),
      unreached: z.int(),
    }),
    inspections: z.object({ sent: z.int(), done: z.int() }),
    counties: z.object({ told: z.int(), acknowledged: z.int(), started: z.int() }),
  })
  .meta({ id: 'InstructionFigures' })

export const reportKind = z.enum(['answer', 'daily', 'summary'])
export const sentReport = z
  .object({ id, kind: reportKind, day: day.nullable(), figures, text: z.string(), sentBy: z.string(), sentAt: instant })
  .meta({ id: 'InstructionReport' })

/** An instruction as it is read; its clocks say whose they are. */
export function showInstruction({ clocks, enteredBy: _, ...row }: Instruction): z.output<typeof instruction> {
  const { answer, report, summary } = clocks
  const from = (of: (typeof clocks)[keyof typeof clocks]) => ({
    document: of.source?.document ?? null,
    borrowedFrom: of.borrowedFrom ?? null,
  })
  return {
    ...row,
    stateName: sayState('instruction', row.state),
    clocks: {
      answer: { minutes: answer.minutes, ...from(answer) },
      report: { hour: report.hour, ...from(report) },
      summary: { minutes: summary.minutes, ...from(summary) },
    },
  }
}
