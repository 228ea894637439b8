import { z } from 'zod'
import { sayState } from '../../machines/words.ts'
import { whatIfLink } from '../assessment/schemas.ts'
import type { Denser } from '../feed/denser/store.ts'
import { change } from '../http/change.ts'
import { areaCode, day, id, instant, remark, warningLevel } from '../http/schemas.ts'
import type { Id } from '../model/id.ts'
import { LEVELS } from '../model/level.ts'
import { PARTIES, type Party } from '../rulebook/consultation.ts'
import { CONFIDENCES, KINDS } from './decide.ts'
import type { invitationsTo } from './invitations/store.ts'
import type { IssuedMinutes } from './minutes/store.ts'
import type { Opinion } from './opinions/store.ts'
import type { Attendance } from './parties/store.ts'
import type { Consultation } from './store.ts'

const level = z.enum(LEVELS)
const words = z.object({ zh: z.string(), en: z.string() })

export const correction = z.object({ day, aqi: z.int().min(0).max(500) }).meta({ id: 'DayCorrected' })

export const consultation = z
  .object({
    id,
    area: areaCode,
    kind: z
      .enum(KINDS)
      .describe('change: on a proposed change of a warning; daily: called by itself; called: by an officer'),
    state: z.string(),
    stateName: words,
    name: z.string(),
    warningId: id.nullable(),
    warningName: z.string().nullable(),
    change: change.nullable(),
    assessmentId: id.nullable().describe('the card that lies before it: GET /assessments/{id}'),
    openedAt: instant.describe('when it was called'),
    slotAt: instant.nullable().describe('the hour at which it called itself'),
    calledFor: z.string().nullable().describe('why an officer called it'),
    dueAt: instant.nullable().describe('by when it is to be opened or concluded; then whoever is on duty is woken'),
    heldAt: instant.nullable().describe('when the parties came together'),
    chair: id.nullable(),
    decidedAt: instant.nullable(),
    decision: z.enum(['proceed', 'dismiss', 'conclude', 'lapsed']).nullable(),
    decidedBy: id.nullable(),
    level: level.nullable().describe('what was found, by one that is on no proposal'),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Consultation' })

export const opinion = z
  .object({
    id,
    userId: id,
    party: z.enum(PARTIES),
    onBehalf: z.boolean().describe('entered by the bureau for the party'),
    level,
    confidence: z.enum(CONFIDENCES).nullable(),
    text: z.string(),
    givenAt: instant,
    corrections: z.array(correction).readonly(),
    bulletin: id.nullable().describe('by which these correct the forecast'),
  })
  .meta({ id: 'Opinion' })

export const whole = consultation
  .extend({
    parties: z.array(
      z.object({ id: z.enum(PARTIES), title: words, present: z.boolean().nullable().describe('null: not noted yet') }),
    ),
    invited: z
      .array(
        z.object({
          officer: z.string().describe('log-in name'),
          party: z.enum(PARTIES),
          channel: z.string().nullable().describe('null: nobody knows how to reach them'),
          outcome: z.string(),
          why: z.string().nullable(),
          invitedAt: instant,
        }),
      )
      .describe('who was told of it, by which way, and what came of that'),
    opinions: z.array(opinion),
    monitoring: z
      .array(z.object({ area: areaCode, from: instant, until: instant, everyHours: z.int() }))
      .describe('denser monitoring that it has called for'),
    minutes: z.object({ id, number: z.string() }).nullable().describe('those that count: GET /minutes/{id}'),
    dissents: z.array(id).describe('opinions, each somebody’s last word, that differ from the conclusion'),
    proposedWarning: id.nullable().describe('the last warning that an officer put forward on its conclusion'),
    propose: z
      .object({ href: z.string(), body: z.object({ area: areaCode, level: warningLevel, consultation: id }) })
      .nullable()
      .describe('how to put one forward: with its times and a reason beside these'),
    whatIf: whatIfLink.nullable().describe('the question to ask next; that of one on no proposal stands on its card'),
  })
  .meta({ id: 'ConsultationWhole' })

export const calling = z.object({
  area: areaCode,
  reason: remark.min(1).describe('what is to be conferred on'),
  holdBy: instant.optional().describe('by when it is to be opened; otherwise as soon as one that calls itself'),
})
export const attending = z.object({
  parties: z
    .array(z.object({ party: z.enum(PARTIES), present: z.boolean() }))
    .min(1)
    .max(PARTIES.length),
})
export const concluding = z.object({
  decision: z
    .enum(['proceed', 'dismiss', 'conclude'])
    .describe('proceed: as proposed, or as the card says; dismiss: not as proposed; conclude: the level below'),
  level: level.optional().describe('of one on no proposal: what it came to'),
  reason: remark.min(1),
  monitoring: z
    .object({
      areas: z.array(areaCode).max(200).default([]).describe('none: the whole area, each county of it'),
      from: instant.optional().describe('otherwise at once'),
      until: instant,
      everyHours: z.int().min(1).max(24),
    })
    .optional()
    .describe('denser monitoring (加密监测) that is called for'),
})

export function showConsultation(row: Consultation): z.output<typeof consultation> {
  return { ...row, stateName: sayState('consultation', row.state) }
}

export function showWhole(
  row: Consultation,
  {
    parties,
    attendance,
    invited,
    opinions,
    dissents,
    monitoring,
    minutes,
    proposed,
  }: {
    parties: readonly Party[]
    attendance: readonly Attendance[]
    invited: Awaited<ReturnType<typeof invitationsTo>>
    opinions: readonly Opinion[]
    dissents: readonly Opinion[]
    monitoring: readonly Denser[]
    minutes: IssuedMinutes | null
    proposed: Id | null
  },
): z.output<typeof whole> {
  return {
    ...showConsultation(row),
    parties: parties.map(({ id: party, title }) => ({
      id: party,
      title,
      present: attendance.find((one) => one.party === party)?.present ?? null,
    })),
    invited: invited.map(({ login, officer: _, ...one }) => ({ officer: login, ...one })),
    opinions: [...opinions],
    monitoring: monitoring.map(({ area, from, until, everyHours }) => ({ area, from, until, everyHours })),
    minutes: minutes === null ? null : { id: minutes.id, number: minutes.content.number },
    dissents: dissents.map((one) => one.id),
    proposedWarning: proposed,
    propose: proposed === null ? proposalOf(row) : null,
    whatIf: whatIfOf(row),
  }
}

/** A conclusion on no proposal that calls for a warning: an officer puts it forward, and the minutes are its ground. */
function proposalOf({ id: consultation, area, decision, level: found }: Consultation) {
  if (decision !== 'conclude' || found === null || found === 'none') return null
  return { href: '/api/v1/warnings', body: { area, level: found, consultation } }
}

function whatIfOf({ area, change: proposed }: Consultation): z.output<typeof whatIfLink> | null {
  if (proposed === null || proposed.endsAt === null || proposed.kind === 'lift') return null
  const { level: wanted, startsAt, endsAt } = proposed
  return { href: '/api/v1/assessments/what-if', body: { area, level: wanted, startsAt, endsAt } }
}
