import { z } from 'zod'
import { Refusal } from '../../errors.ts'
import type { App } from '../../http/app-type.ts'
import { day, idParams } from '../../http/schemas.ts'
import { LEVELS } from '../../model/level.ts'
import { dayOf } from '../../model/time.ts'
import { aqiOfHours } from '../../outlook/judge.ts'
import { loadOutlook } from '../../outlook/store.ts'
import { mustSee } from '../../people/caller.ts'
import type { World } from '../../world.ts'
import { bookByHash } from '../books/store.ts'
import { firstRead, hoursIn, levelOf } from '../days.ts'
import { assessmentById } from '../store.ts'
import { supposed } from './decide.ts'

const found = z.object({
  level: z.enum(LEVELS),
  from: day.nullable().describe('first day of the run behind the level'),
  to: day.nullable(),
})
const supposing = z.object({
  days: z
    .array(z.object({ day, aqi: z.int().min(0).max(500) }))
    .min(1)
    .max(14)
    .refine((days) => new Set(days.map((one) => one.day)).size === days.length, { message: 'a day is named twice' }),
})
const answer = z
  .object({ before: found.describe('as it was judged'), after: found, isAltered: z.boolean() })
  .meta({ id: 'Supposed' })

/** `POST /assessments/{id}/suppose` (订正试算): what the rule would say if some of the days ahead came otherwise. */
export function supposeRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world

  app.post(
    '/assessments/:id/suppose',
    {
      config: { action: 'assessment.whatIf' },
      schema: { tags: ['assessment'], params: idParams, body: supposing, response: { 200: answer } },
    },
    async ({ params, body, caller }) => {
      const assessment = await assessmentById(db, params.id)
      if (assessment === null) throw new Refusal('thing.unknown', { what: 'assessment', id: params.id })
      const { area, at, outlook: days, trace, rulebookHash: hash, level, from, to } = assessment
      mustSee(world, caller, area, 'assessment', params.id)
      const passed = body.days.find((one) => one.day < dayOf(clock.now()))
      if (passed !== undefined) throw new Refusal('consultation.pastDay', { day: passed.day })
      const book = await bookByHash(db, rulebooks, hash)
      if (book === null) throw new Refusal('thing.unknown', { what: 'rulebook', id: hash })
      const { window } = trace
      const known = await loadOutlook(db, world, { area, from: firstRead(book, window.from), to: window.to, now: at })
      const hours = hoursIn({ ...known, aqiOfHours: aqiOfHours(rulebooks) }, rulebooks)
      const given = new Map(body.days.map((one) => [one.day, one.aqi]))
      const after = levelOf(book, supposed(days, given), { ...window, today: dayOf(at) }, hours)
      const before = { level, from, to }
      const isAltered = after.level !== level || after.from !== from || after.to !== to
      return { before, after, isAltered }
    },
  )
}
