import { finish, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import { stepCohort } from '../../db/step.ts'
import type { Id } from '../../model/id.ts'
import { loadGradeProcedure } from '../../rulebook/gradeProcedure.ts'
import type { World } from '../../world.ts'
import { listingRows, type Listing } from '../store.ts'
import { datesOf, termOf } from '../terms/decide.ts'
import { beginTerms, outdatedTerms, type NewTerm } from '../terms/store.ts'
import { holdInForce, inForceNow } from './store.ts'

/** Enterprises read at once, and the most terms that one transaction begins (law 14). */
const READ = 100
const AT_ONCE = 400

/**
 * What follows when a version comes into force (清单生效): the one before it is ended, dates that only that one named are
 * watched no more, and those of this one are. Done again after a crash it changes nothing.
 */
export async function enforceList(world: World, effect: Effect<'enforceList'>): Promise<void> {
  const { db } = world
  const doing: Doing = { now: world.clock.now(), by: 'engine' }
  const stands = await db.transaction(async (tx) => {
    const [newest, ...older] = await inForceNow(tx, effect.area)
    await stepCohort(tx, 'listing', older, { type: 'LIST_REPLACED' }, doing)
    return newest === effect.subject
  })
  for (let more = true; more;) {
    more = await db.transaction(async (tx) => {
      const outdated = await outdatedTerms(tx, effect.area, AT_ONCE)
      await stepCohort(tx, 'term', outdated, { type: 'TERM_WITHDRAWN' }, doing)
      return outdated.length === AT_ONCE
    })
  }
  if (stands) await watchDates(world, effect.subject, doing)
  await db.transaction((tx) => finish(tx, [effect.id]))
}

async function watchDates({ db }: World, list: Id, doing: Doing): Promise<void> {
  const noticeDays = loadGradeProcedure().notice.days
  const terms: NewTerm[] = []
  for (let after: Id | null = null; ;) {
    const rows: Listing[] = await listingRows(db, list, after, READ)
    terms.push(...rows.flatMap((row) => termsOfListing(row, list, doing, noticeDays)))
    if (rows.length < READ) break
    after = rows.at(-1)?.enterprise ?? null
  }
  // What begins alike stands together: the journal has a line for each area and date of a chunk.
  const alike = ({ input, area }: NewTerm) => `${input.at} ${input.announceAt} ${area}`
  terms.sort((a, b) => (alike(a) < alike(b) ? -1 : 1))
  for (let from = 0; from < terms.length; from += AT_ONCE)
    await db.transaction(async (tx) => {
      // A version that came into force meanwhile ends this one and its dates; what is begun after that would stay.
      if (await holdInForce(tx, list)) await beginTerms(tx, terms.slice(from, from + AT_ONCE), doing)
    })
}

function termsOfListing(
  { enterprise, area, entry }: Listing,
  source: Id,
  { now }: Doing,
  noticeDays: number,
): NewTerm[] {
  return datesOf(entry).flatMap((date) => {
    const input = termOf(date, now, noticeDays)
    return input === null ? [] : [{ ...date, enterprise, name: entry.name, area, source, input }]
  })
}
