import { z } from 'zod'
import { assess as judge, firstRead, hoursIn } from '../../assessment/days.ts'
import { bookByHash } from '../../assessment/books/store.ts'
import { numberOfDay, showDay } from '../../feed/calendar.ts'
import type { App } from '../../http/app-type.ts'
import { day, idParams, instant, warningLevel } from '../../http/schemas.ts'
import { addDays, dayOf } from '../../model/time.ts'
import { outlook } from '../../outlook/decide.ts'
import { aqiOfHours } from '../../outlook/judge.ts'
import { loadOutlook } from '../../outlook/store.ts'
import type { World } from '../../world.ts'
import { spansOf } from '../decide.ts'
import { isBlind } from '../propose.ts'
import { seenWarning } from '../seen.ts'
import { reversalOf } from './decide.ts'
import { stopsUnder } from './store.ts'

/** Days ahead that are looked at: what forecasts of the region reach. */
const HORIZON = 7

const reversal = z
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
  })
  .meta({ id: 'Reversal' })

/** Whether a lift will probably be taken back, and what that would cost (解除后反复的可能与代价). */
export function reversalRoutes(app: App, world: World): void {
  const { db, clock, rulebooks } = world

  app.get(
    '/warnings/:id/reversal',
    {
      config: { action: 'warning.read' },
      schema: {
        params: idParams,
        querystring: z.object({
          at: instant.optional().describe('the hour of the lift; else what is proposed, or now'),
        }),
        response: { 200: reversal },
      },
    },
    async ({ params, query, caller }) => {
      const { area, context, rulebookHash } = await seenWarning(world, params.id, caller)
      const now = clock.now()
      const proposed = context.change?.kind === 'lift' ? context.change.startsAt : context.deadlines.lift
      const wanted = query.at ?? proposed ?? now
      const liftAt = wanted > now ? wanted : now
      const today = dayOf(now)
      const window = {
        from: showDay(Math.max(numberOfDay(today) + 1, numberOfDay(dayOf(liftAt)))),
        to: addDays(today, HORIZON),
      }
      const book = await bookByHash(db, rulebooks, rulebookHash)
      const read = { from: book === null ? window.from : firstRead(book, window.from), to: window.to }
      const known = { ...(await loadOutlook(db, world, { area, ...read, now })), aqiOfHours: aqiOfHours(rulebooks) }
      const days = outlook(known)
      const hours = hoursIn(known, rulebooks)
      const runs =
        book === null || window.from > window.to ? [] : judge(book, days, { ...window, today }, hours).judgement.runs
      return {
        liftAt,
        reversal: reversalOf(spansOf(runs, 'day'), liftAt),
        blind: book === null || isBlind(days, today, book),
        stops: await stopsUnder(db, params.id),
      }
    },
  )
}
