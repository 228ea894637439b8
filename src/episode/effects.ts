import { assess as judge, firstRead, hoursIn, levelOf, preStageOf, readsHours, withToday } from '../assessment/days.ts'
import { bookByHash, bookInForce, keepBook } from '../assessment/books/store.ts'
import { lateNow, type Late } from '../assessment/late.ts'
import { insertAssessment } from '../assessment/store.ts'
import { beginByItself } from '../consultation/calendar/begin.ts'
import { callConsultation, closeConsultation } from '../consultation/store.ts'
import { ask, finish, type Effect } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { step } from '../db/step.ts'
import type { Id } from '../model/id.ts'
import { addDays, addHours, addMinutes, dayOf, startOfDay, type Day, type Instant } from '../model/time.ts'
import { outlook } from '../outlook/decide.ts'
import { aqiOfHours } from '../outlook/judge.ts'
import { loadOutlook } from '../outlook/store.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { loadSeasons } from '../rulebook/season.ts'
import type { World } from '../world.ts'
import { beginWarning } from './begin.ts'
import { ahead, goOn, spansOf, startingLate, windowOf, type Span } from './decide.ts'
import { preCalled } from './precaution/decide.ts'
import { lookBefore } from './precaution/effects.ts'
import { isBlind, onSight, propose, type Called, type Proposal, type Terms } from './propose.ts'
import {
  askedBy,
  groundOn,
  livingWarning,
  lockArea,
  lookAgain,
  lookWhoWaits,
  strengthenedAt,
  wakeFor,
  type WarningRow,
} from './store.ts'

/** Days ahead that are judged: what forecasts of the region reach. */
const HORIZON = 7
const EVENING = 18

/**
 * Judges an area anew after bulletins, keeps the assessment, and proposes what the rule calls for. One judgement answers
 * all that came until it began: a day of hourly bulletins that are sent at once is not judged twenty-four times.
 */
export async function assess(world: World, effect: Effect<'assess'>): Promise<void> {
  const { db, clock, areas, rulebooks } = world
  const { area } = effect.params
  const now = clock.now()
  const today = dayOf(now)
  const doing: Doing = { now, by: 'engine' }
  await db.transaction(async (tx) => {
    await lockArea(tx, area)
    const answered = await askedBy(tx, { area, now, id: effect.id })
    if (!answered.includes(effect.id)) return
    const living = await livingWarning(tx, area)
    const book = await bookFor(tx, world, living, today, area)
    // A county only answers for its city's warning (law, art. 95), and before the first book there is no rule to judge by.
    if (book === null || areas.find(area)?.kind === 'county') return await finish(tx, answered)
    await beginByItself(world, tx, area, doing)
    const present = living === null ? null : { first: living.episodeFrom, level: living.context.level }
    const window = { ...windowOf(today, HORIZON, present), today }
    const first = firstRead(book, window.from)
    const yesterday = addDays(today, -1)
    const read = { from: first < yesterday ? first : yesterday, to: window.to }
    const known = { ...(await loadOutlook(tx, world, { area, ...read, now })), aqiOfHours: aqiOfHours(rulebooks) }
    const seen = outlook(known)
    const days = seen.filter(({ day }) => day >= first)
    const hours = hoursIn(known, rulebooks)
    await keepBook(tx, book, now)
    const assessed = judge(book, days, window, hours)
    const goingOn = goOn(book, assessed.judgement.runs, today, HORIZON, present)
    const late = isHeld(living) ? null : lateNow(book, hours, seen, now)
    const called = late === null ? goingOn : lateCalled(late)
    const assessment = await insertAssessment(tx, {
      area,
      at: now,
      rulebookId: book.id,
      rulebookHash: book.hash,
      bulletins: [
        ...new Set([
          ...days.flatMap(({ from }) => (from === null ? [] : [from.bulletin, ...from.others])),
          ...(readsHours(book) || late !== null ? hours.hours.map(({ bulletin }) => bulletin) : []),
        ]),
      ],
      level: late === null ? assessed.level : called.level,
      from: late === null ? assessed.from : called.first,
      to: late === null ? assessed.to : called.last,
      clauses: assessed.clauses,
      trace: { ...assessed.trace, ...(late && { late }) },
      outlook: days,
    })
    const holdUntil = await heldUntil(tx, world, living?.id ?? null, today)
    const wanted = propose(living, called, { ...termsOf(world, book, today), holdUntil }, now)
    const proposal = onSight(wanted, living?.context.change ?? null, days, { today, now }, book)
    await carryOut(world, tx, { area, living, book, called, proposal, assessment }, doing)
    const before = preCalled(preStageOf(book, days, window, hours))
    const warned = living !== null || called.level !== 'none'
    const look = { area, book, called: before, warned, seen: !isBlind(days, today, book), assessment }
    if (book.preStage !== null) await lookBefore(world, tx, look, doing)
    await askAhead(
      tx,
      { area, subject: assessment },
      { book, spans: spansOf(assessed.judgement.runs, 'day') },
      look,
      now,
    )
    // A day that passes changes what is called for as a bulletin does: the lead time runs out, an episode is over.
    const isAhead = living !== null || called.level !== 'none'
    if (isAhead && days.some(({ day, aqi }) => day > today && aqi !== null))
      await lookAgain(tx, { area, subject: effect.subject, at: earlier(nextEvening(now), holdUntil, now) }, now)
    await finish(tx, answered)

    /** The level that suits what was observed since yesterday and goes on. */
    function lateCalled({ aheadHours }: Late): Called {
      if (book === null) return goingOn
      const under = { from: yesterday, to: window.to, today }
      const { level } = levelOf(book, withToday(seen, known, today), under, hours)
      return startingLate(book, goingOn, level, today, dayOf(addHours(now, aheadHours)))
    }
  })
}

/** Whoever is to be advised of what lies ahead, and what a season wants sent, is looked for by later stages. */
async function askAhead(
  tx: Tx,
  { area, subject }: { area: string; subject: Id },
  { book, spans }: { book: Rulebook; spans: readonly Span[] },
  { seen }: { seen: boolean },
  now: Instant,
): Promise<void> {
  const episodes = ahead(book, spans, dayOf(now))
  const season = loadSeasons().inForce(dayOf(now), area)
  await ask(
    tx,
    [
      { kind: 'lookAhead', subject, area, params: { episodes, seen } },
      ...(season === null ? [] : [{ kind: 'openSeason', subject, area, params: {} } as const]),
    ],
    now,
  )
}

/** What holds already needs no start. */
function isHeld(living: WarningRow | null): boolean {
  return living !== null && /^(inForce|suspended|lifting)/.test(living.state)
}

/** Until when what holds is left as it is: nobody's furnace stops in the evening and starts in the night for two bulletins. */
async function heldUntil(tx: Tx, { rulebooks }: World, living: Id | null, today: Day): Promise<Instant | null> {
  const since = living === null ? null : await strengthenedAt(tx, living)
  return since === null ? null : addMinutes(since, rulebooks.deadlines(today).hold.minutes)
}

/** The next evening, or the end of the hold where that comes first. */
function earlier(evening: Instant, holdUntil: Instant | null, now: Instant): Instant {
  return holdUntil !== null && holdUntil > now && holdUntil < evening ? holdUntil : evening
}

/** 18:00, when the day's forecast is judged (contract 3.4). */
function nextEvening(now: Instant): Instant {
  const today = startOfDay(dayOf(now), EVENING)
  return today > now ? today : startOfDay(addDays(dayOf(now), 1), EVENING)
}

/** Law 8: a warning that lives is judged by the book that it was called by; a new one by the book in force. */
async function bookFor(
  tx: Tx,
  { rulebooks, judgedBy }: World,
  living: WarningRow | null,
  today: Day,
  area: string,
): Promise<Rulebook | null> {
  if (living !== null) return await bookByHash(tx, rulebooks, living.rulebookHash)
  return judgedBy === null ? await bookInForce(tx, rulebooks, today, area) : rulebooks.get(judgedBy)
}

function termsOf({ rulebooks }: World, book: Rulebook, today: Day): Terms {
  const { form, signature } = rulebooks.deadlines(today).signing
  return {
    leadHours: book.leadHours.value,
    rankFor: (level) => rulebooks.rankFor(level, today),
    signMinutes: form.minutes + signature.minutes,
  }
}

interface Case {
  area: string
  living: WarningRow | null
  book: Rulebook
  called: Called
  proposal: Proposal
  assessment: Id
}

async function carryOut(world: World, tx: Tx, judged: Case, doing: Doing): Promise<void> {
  const { living, proposal } = judged
  if (proposal.kind === 'begin') {
    const { area, book, called, assessment } = judged
    const { change } = proposal
    await beginWarning(world, tx, { area, book, change, first: called.first, assessment }, doing)
    return
  }
  if (living === null) return
  const ref = { kind: 'warning', id: living.id } as const
  if (proposal.kind === 'lapse') {
    await step(world.db, tx, ref, { type: 'PROPOSAL_LAPSED' }, doing)
    const reason = '预报好转，规则不再要求'
    await closeConsultation(tx, living.id, { decision: 'lapsed', by: null, reason }, doing)
    await lookWhoWaits(tx, living, doing.now)
  }
  if (proposal.kind === 'change') {
    const { change } = proposal
    await step(world.db, tx, ref, { type: 'CHANGE_PROPOSED', change }, doing)
    await groundOn(tx, living.id, judged.assessment, living.context.level === null ? judged.called.first : null)
    await callConsultation(tx, { warning: living.id, area: living.area, change, assessment: judged.assessment }, doing)
    await wakeFor(tx, { id: living.id, area: living.area }, change, doing.now)
  }
}
