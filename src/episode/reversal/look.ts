import { assess as judge, firstRead, hoursIn } from '../../assessment/days.ts'
import { bookByHash } from '../../assessment/books/store.ts'
import { numberOfDay, showDay } from '../../feed/calendar.ts'
import { addDays, dayOf, type Instant } from '../../model/time.ts'
import { outlook } from '../../outlook/decide.ts'
import { aqiOfHours } from '../../outlook/judge.ts'
import { loadOutlook } from '../../outlook/store.ts'
import type { World } from '../../world.ts'
import { spansOf } from '../decide.ts'
import { isBlind } from '../propose.ts'
import type { WarningRow } from '../store.ts'
import { reversalOf, sayReversal, type Outcome } from './decide.ts'
import { stopsUnder } from './store.ts'

/** Days ahead that are looked at: what forecasts of the region reach. */
const HORIZON = 7

/** What comes of a lift at an hour, by what is forecast now: whether it will be taken back, and what that costs. */
export async function lookAtLift(
  { db, clock, rulebooks, areas }: World,
  { id, area, context, rulebookHash }: WarningRow,
  at: Instant | null,
): Promise<Outcome> {
  const now = clock.now()
  const proposed = context.change?.kind === 'lift' ? context.change.startsAt : context.deadlines.lift
  const wanted = at ?? proposed ?? now
  const liftAt = wanted > now ? wanted : now
  const today = dayOf(now)
  const window = {
    from: showDay(Math.max(numberOfDay(today) + 1, numberOfDay(dayOf(liftAt)))),
    to: addDays(today, HORIZON),
  }
  const book = await bookByHash(db, rulebooks, rulebookHash)
  const read = { from: book === null ? window.from : firstRead(book, window.from), to: window.to }
  const known = await loadOutlook(db, { areas, rulebooks }, { area, ...read, now })
  const input = { ...known, aqiOfHours: aqiOfHours(rulebooks) }
  const days = outlook(input)
  const runs =
    book === null || window.from > window.to
      ? []
      : judge(book, days, { ...window, today }, hoursIn(input, rulebooks)).judgement.runs
  const found = {
    liftAt,
    reversal: reversalOf(spansOf(runs, 'day'), liftAt),
    blind: book === null || isBlind(days, today, book),
    stops: await stopsUnder(db, id),
  }
  return { ...found, say: sayReversal(found) }
}
