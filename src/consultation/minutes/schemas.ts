import { z } from 'zod'
import { change } from '../../http/change.ts'
import { areaCode, day, id, instant, remark } from '../../http/schemas.ts'
import { LEVELS } from '../../model/level.ts'
import { PARTIES } from '../../rulebook/consultation.ts'
import { CONFIDENCES, KINDS } from '../decide.ts'
import { correction } from '../schemas.ts'
import type { Minutes } from './minutes.ts'
import type { IssuedMinutes } from './store.ts'

const level = z.enum(LEVELS)
const party = z.enum(PARTIES)
const person = z.object({ id, name: z.string().nullable().describe('null: forgotten, as the law asks') })

const said = z.object({
  party,
  partyTitle: z.string(),
  onBehalf: z.boolean(),
  by: person,
  level,
  confidence: z.enum(CONFIDENCES).nullable(),
  text: z.string(),
  givenAt: instant,
  corrections: z.array(correction).readonly(),
})

export const minutesForm = z
  .object({
    id,
    area: areaCode,
    consultation: id,
    number: z.string(),
    issuedAt: instant,
    issuedBy: z.string(),
    replaces: z.object({ id, number: z.string(), reason: z.string() }).nullable(),
    replacedBy: id.nullable().describe('a correction that counts instead'),
    kind: z.enum(KINDS),
    name: z.string(),
    proposal: z.object({ warning: z.string(), change }).nullable(),
    calledFor: z.string().nullable(),
    calledAt: instant,
    heldAt: instant.nullable(),
    chair: person.nullable(),
    parties: z.array(z.object({ id: party, title: z.string(), present: z.boolean().nullable() })).readonly(),
    card: z
      .object({
        id,
        at: instant,
        level,
        from: day.nullable(),
        to: day.nullable(),
        days: z
          .array(z.object({ day, aqi: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() }))
          .readonly(),
      })
      .nullable(),
    opinions: z.array(said),
    conclusion: z.object({
      decision: z.enum(['proceed', 'dismiss', 'conclude']),
      level: level.nullable(),
      reason: z.string(),
      by: person,
      at: instant,
    }),
    dissents: z.array(said).describe('whose last word was another one'),
    monitoring: z
      .array(z.object({ areas: z.array(z.string()).readonly(), from: instant, until: instant, everyHours: z.int() }))
      .readonly(),
  })
  .meta({ id: 'Minutes' })

export const erratum = z.object({
  reason: remark.min(1).describe('what was put down wrong; it stands on the correction'),
  attendance: z
    .array(z.object({ party, present: z.boolean() }))
    .max(PARTIES.length)
    .default([]),
  wording: remark.min(1).optional().describe('of the conclusion; what was decided stays'),
})

/** @param names of officers by id */
export function showMinutes(
  { content, ...issued }: IssuedMinutes,
  names: ReadonlyMap<string, string>,
): z.output<typeof minutesForm> {
  const who = (officer: string) => ({ id: officer, name: names.get(officer) ?? null })
  const spoken = ({ userId, ...rest }: Minutes['opinions'][number]) => ({ ...rest, by: who(userId) })
  const { conclusion, chair, opinions, dissents, replaces, areaName: _, rule: __, ...rest } = content
  const { reason, by, at, decision } = conclusion
  return {
    ...rest,
    id: issued.id,
    area: issued.area,
    consultation: issued.consultation,
    issuedAt: issued.issuedAt,
    issuedBy: issued.issuedBy,
    replaces: replaces === null || issued.replaces === null ? null : { id: issued.replaces, ...replaces },
    replacedBy: issued.replacedBy,
    chair: chair === null ? null : who(chair),
    opinions: opinions.map(spoken),
    dissents: dissents.map(spoken),
    conclusion: { decision, level: 'level' in conclusion ? conclusion.level : null, reason, by: who(by), at },
  }
}
