import { ask, finish, type Effect } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import type { Id } from '../model/id.ts'
import { addDays, addMinutes, dayOf, hoursBetween, startOfDay, type Day, type Instant } from '../model/time.ts'
import type { Verification } from '../rulebook/books.ts'
import { loadInspectionProcedure } from '../rulebook/inspection.ts'
import type { World } from '../world.ts'
import { docketsOf } from './asked.ts'
import { decideVerdict } from './decide.ts'
import { evidenceOf } from './known/known.ts'
import {
  enterprisesOf,
  judgedDays,
  keepVerified,
  lookAgain,
  openProgress,
  ordersOf,
  saveProgress,
  saveVerdicts,
  spanOf,
  type Made,
  type Span,
} from './making/store.ts'

/** Enterprises in one transaction: each has a few lines and a few meters, and the embedded one writes 500 rows at most. */
const CHUNK = { embedded: 40, postgres: 250 } as const
const MOST_ROWS = 400
/** What was judged in the same night is not judged again in it. */
const AGAIN_HOURS = 12

/**
 * Judges every day of a response that is over (逐日核查), line by line, and again those that evidence has come in for
 * since. It goes on where it was, and looks again after each midnight until nothing of the response can change any more.
 * What it finds in the night is drawn from in the morning (每日抽查).
 */
export async function verify(world: World, effect: Effect<'verify'>): Promise<void> {
  const { db, clock, rulebooks } = world
  const { subject: warning, area } = effect
  const span = await spanOf(db, warning)
  const now = clock.now()
  const rule = rulebooks.verification(dayOf(now))
  if (span !== null) {
    const done = await judgedDays(db, warning)
    for (const { day, again } of daysDue(span, done, now, rule)) {
      if (again) await db.transaction((tx) => beginAgain(tx, warning, day))
      for (let more = true; more;)
        more = await db.transaction((tx) => judgeChunk(tx, world, { warning, day, span, rule }))
    }
  }
  await db.transaction(async (tx) => {
    const at = span === null ? null : nextLook(span, now, rule)
    if (at !== null) await lookAgain(tx, { warning, area, at, besides: effect.id }, now)
    const morning = startOfDay(dayOf(effect.notBefore), loadInspectionProcedure(rulebooks.dir).daily.hour)
    if (span?.alive === true && effect.notBefore <= morning)
      await ask(tx, [{ kind: 'drawVisits', subject: warning, area, params: {}, notBefore: morning }], now)
    await finish(tx, [effect.id])
  })
}

/** Days that are over and were not judged, and those of the last days that may look otherwise by now. */
function daysDue(
  { first, alive, ended }: Span,
  done: ReadonlyMap<Day, Instant>,
  now: Instant,
  rule: Pick<Verification, 'waitMinutes' | 'reviseDays'>,
): { day: Day; again: boolean }[] {
  const last = dayOf(alive || ended === null ? now : ended)
  const days: { day: Day; again: boolean }[] = []
  for (let day = dayOf(first); day <= last; day = addDays(day, 1)) {
    const midnight = startOfDay(addDays(day, 1))
    const over = !alive && ended !== null && ended < midnight ? ended : midnight
    if (addMinutes(over, rule.waitMinutes) > now) continue
    const doneAt = done.get(day)
    if (doneAt === undefined) days.push({ day, again: false })
    else if (addDays(day, rule.reviseDays) >= dayOf(now) && hoursBetween(doneAt, now) >= AGAIN_HOURS)
      days.push({ day, again: true })
  }
  return days
}

/** After the next midnight, for as long as a day may still be judged. */
function nextLook(
  { alive, ended }: Span,
  now: Instant,
  { waitMinutes, reviseDays }: Pick<Verification, 'waitMinutes' | 'reviseDays'>,
): Instant | null {
  const [today, tomorrow] = [dayOf(now), addDays(dayOf(now), 1)].map((day) => addMinutes(startOfDay(day), waitMinutes))
  const next = today !== undefined && today > now ? today : tomorrow
  if (next === undefined) return null
  if (!alive && ended !== null) {
    const closing = addMinutes(ended, waitMinutes)
    if (closing > now) return closing < next ? closing : next
    if (dayOf(next) > addDays(dayOf(ended), reviseDays)) return null
  }
  return next
}

async function beginAgain(tx: Tx, warning: Id, day: Day): Promise<void> {
  const { doneAt } = await openProgress(tx, warning, day)
  if (doneAt !== null) await saveProgress(tx, { warning, day }, { cursor: null, again: true, doneAt: null })
}

async function judgeChunk(
  tx: Tx,
  world: World,
  { warning, day, span, rule }: { warning: Id; day: Day; span: Span; rule: Verification },
): Promise<boolean> {
  const doing: Doing = { now: world.clock.now(), by: 'engine' }
  const { cursor, again, doneAt } = await openProgress(tx, warning, day)
  if (doneAt !== null) return false
  const size = CHUNK[world.db.kind]
  const enterprises = await enterprisesOf(tx, { warning, day, again }, cursor, size)
  const made = await judgeAll(tx, { warning, day, enterprises, before: dayOf(span.first), now: doing.now }, rule)
  // A plant of many lines: what is too much for one transaction is left for the next.
  const [kept, reached] = upTo(made, MOST_ROWS)
  await saveVerdicts(tx, { warning, day, by: { id: rule.id, hash: rule.hash } }, kept, doing)
  await keepVerified(tx, warning, enterprises, doing.now)
  const whole = reached === null
  const last = whole ? enterprises.at(-1) : reached
  const isDone = whole && enterprises.length < size
  await saveProgress(tx, { warning, day }, { cursor: last ?? cursor, again, doneAt: isDone ? doing.now : null })
  return !isDone
}

/** The verdicts of some enterprises for one day; nothing is written but what is usual of a meter that was never asked. */
async function judgeAll(
  tx: Tx,
  reading: { warning: Id; day: Day; enterprises: readonly Id[]; before: Day; now: Instant },
  rule: Verification,
): Promise<Made[]> {
  const { warning, day, enterprises } = reading
  if (enterprises.length === 0) return []
  const orders = await ordersOf(tx, warning, enterprises)
  const known = await evidenceOf(tx, reading, rule)
  const until = startOfDay(addDays(day, 1))
  return orders.flatMap(({ order, enterprise, area, revisions, done }) => {
    const own = known.get(enterprise)
    if (own === undefined) return []
    const evidence = { ...own, said: done.filter((at) => at < until).map((at) => ({ at })) }
    const warnings = new Map(revisions.map((one) => [one.id, one.warning]))
    return docketsOf(revisions, day, rule).flatMap(({ charges, ...docket }): Made[] =>
      warnings.get(docket.orderRow) === warning
        ? [{ ...docket, area, order, enterprise, found: decideVerdict(charges, evidence, rule) }]
        : [],
    )
  })
}

/** As many as fit, of whole enterprises, and the last of these where not all do. */
function upTo(made: readonly Made[], most: number): [Made[], Id | null] {
  if (made.length <= most) return [[...made], null]
  const kept: Made[] = []
  let reached: Id | null = null
  for (const [enterprise, own] of Map.groupBy(made, (one) => one.enterprise)) {
    if (kept.length > 0 && kept.length + own.length > most) break
    kept.push(...own)
    reached = enterprise
  }
  return [kept, reached]
}
