import { z } from 'zod'
import { sayEvent, sayState } from '../../machines/words.ts'
import { allowedEvents } from '../db/machine.ts'
import { change } from '../http/change.ts'
import { areaCode, day, id, instant, warningLevel } from '../http/schemas.ts'
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
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    revision: z.int(),
    change: change.nullable().describe('what waits to be conferred on or signed'),
    overdue: z.array(z.enum(['sign', 'end'])),
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

export const signature = z.object({
  userId: id,
  rank: z.int(),
  change,
  decision: z.enum(['sign', 'return']),
  mode: z.enum(['system', 'paper', 'telephone']),
  reason: z.string(),
  signedAt: instant,
})

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
