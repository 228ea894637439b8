import { z } from 'zod'
import { sayEvent, sayState } from '../../machines/words.ts'
import { allowedEvents } from '../db/machine.ts'
import { change, stage } from '../http/change.ts'
import { areaCode, day, id, instant, warningLevel } from '../http/schemas.ts'
import type { Notice } from './changes/ground.ts'
import type { WarningRow } from './store.ts'

const words = z.object({ zh: z.string(), en: z.string() })
export const warning = z
  .object({
    id,
    area: areaCode,
    name: z.string(),
    state: z.string(),
    stateName: words,
    level: warningLevel.nullable().describe('what is signed; null before the first signature'),
    measures: warningLevel
      .nullable()
      .describe('the level whose measures are ordered: its own, or a stricter one (提级措施)'),
    ground: z
      .enum(['rule', 'officer', 'instructed'])
      .nullable()
      .describe('who called for what was signed last: the rule, an officer with a written reason, or an instruction'),
    unruled: z
      .enum(['issue', 'raise', 'extend', 'resume'])
      .nullable()
      .describe('what of it holds without the rule’s ground, by an officer’s written reason; null: nothing'),
    pause: z
      .object({ from: instant, until: instant.nullable() })
      .nullable()
      .describe('the last suspension (暂停); `until` null while it lasts'),
    resumeBy: instant.nullable().describe('by when what is suspended is resumed or lifted'),
    stages: z.array(stage).readonly().describe('of a lift that is signed: who is released before the rest'),
    above: z
      .object({ instruction: z.string(), level: warningLevel })
      .nullable()
      .describe('the instruction of a higher body under which it stands'),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    revision: z.int(),
    change: change.nullable().describe('what waits to be conferred on or signed'),
    overdue: z.array(z.enum(['sign', 'end', 'resume'])),
    rulebook: z.object({ id: z.string(), hash: z.string() }),
    listId: id.nullable(),
    assessmentId: id.nullable(),
    episodeFrom: day,
    createdAt: instant,
    updatedAt: instant,
    signedAt: instant.nullable(),
    allowed: z.array(z.object({ event: z.string(), name: words })).describe('what may be done now'),
  })
  .meta({ id: 'Warning' })

/** What comes of a lift (解除后反复的可能与代价). */
export const reversal = z
  .object({
    liftAt: instant,
    reversal: z
      .object({ day, level: warningLevel, hours: z.number().min(0) })
      .nullable()
      .describe('the first day from the lift on that calls for a warning again, and how long after it; null: none'),
    blind: z.boolean().describe('the days that a lift looks at are not all forecast'),
    stops: z
      .object({
        enterprises: z.int(),
        lines: z.int(),
        safeStopHours: z.number(),
        longestSafeStopHours: z.number(),
      })
      .describe('lines that would start, and have to be stopped again; hours of the list’s own safe stopping windows'),
    say: words,
  })
  .meta({ id: 'Reversal' })

/** A warning after an officer put a change of it forward. */
export const changed = warning
  .extend({
    notice: words
      .extend({ document: z.string().nullable() })
      .nullable()
      .describe('what whoever begins, raises or prolongs without the rule’s ground is told at once; null: nothing'),
  })
  .meta({ id: 'ChangedWarning' })

export function showChanged(row: WarningRow, notice: Notice | null): z.output<typeof changed> {
  return { ...showWarning(row), notice }
}

/** A warning as everybody who may see it reads it. */
export function showWarning(row: WarningRow): z.output<typeof warning> {
  const { context, rulebookId, rulebookHash, state, ...rest } = row
  return {
    id: rest.id,
    area: rest.area,
    name: rest.name,
    state,
    stateName: sayState('warning', state),
    level: context.level,
    measures: context.measures,
    ground: context.ground,
    unruled: context.unruled ?? null,
    pause: context.pause,
    resumeBy: context.deadlines.resume,
    stages: context.stages,
    above: context.above,
    startsAt: context.startsAt,
    endsAt: context.endsAt,
    revision: context.revision,
    change: context.change,
    overdue: context.overdue,
    rulebook: { id: rulebookId, hash: rulebookHash },
    listId: rest.listId,
    assessmentId: rest.assessmentId,
    episodeFrom: rest.episodeFrom,
    createdAt: rest.createdAt,
    updatedAt: rest.updatedAt,
    signedAt: rest.signedAt,
    allowed: allowedEvents('warning', { state, context: { ...context } }).flatMap((event) => {
      const name = sayEvent(event)
      return name === null ? [] : [{ event, name }]
    }),
  }
}
