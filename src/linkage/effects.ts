import { periodsNow } from '../assessment/books/store.ts'
import { ask, finish, type Effect } from '../db/effects.ts'
import { note, type Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { stepCohort } from '../db/step.ts'
import { lockArea, lockWarning, type WarningRow } from '../episode/store.ts'
import { addDays, dayOf, startOfDay } from '../model/time.ts'
import { colleagues } from '../people/roster/store.ts'
import { joinedIn } from '../plan/joined/store.ts'
import { enterprisesIn } from '../plan/tightening/store.ts'
import { bordersOf } from '../rulebook/periods.ts'
import type { World } from '../world.ts'
import { instructCities } from './cities/instruct.ts'
import { beginResponses, recordTold, responseById, responsesTo } from './counties/store.ts'
import { publishedOf } from './counties/decide.ts'
import { heed } from './heed.ts'
import { planAnew } from './tightening/tighten.ts'
import { markOverdue, recordLift, instructionById } from './store.ts'

const ENDED = new Set(['lifted', 'withdrawn', 'dismissed'])

/** Brings an area's warning in line with its instructions (落实上级指令). */
export async function heedInstructions(world: World, effect: Effect<'heedInstructions'>): Promise<void> {
  const { db, clock } = world
  await db.transaction(async (tx) => {
    const doing: Doing = { now: clock.now(), by: 'engine', because: '上级指令' }
    await heed(world, tx, effect.area, effect.subject, doing)
    const found = await instructionById(tx, effect.subject)
    if (found?.state === 'lifted') await recordLift(tx, found.id, null, found.endsAt ?? doing.now)
    await finish(tx, [effect.id])
  })
}

/** An hour of an instruction has passed: the duty officer is called, unless it has been done since. */
export async function tellOverdue({ db, clock }: World, effect: Effect<'tellOverdue'>): Promise<void> {
  const { area, subject, params } = effect
  const { deadline, due } = params
  await db.transaction(async (tx) => {
    const now = clock.now()
    const late = await markOverdue(tx, subject, { deadline, due, day: addDays(dayOf(due), -1) })
    const occasion = `${subject} ${deadline} ${due}`
    if (late) await ask(tx, [{ kind: 'wake', subject, area, params: { cause: 'instructionOverdue', occasion } }], now)
    await finish(tx, [effect.id])
  })
}

/**
 * Tells those below and beside of what became of a signed warning: each county has it to answer, what instructions ask
 * for is looked at again, and the journal keeps the fact from which neighbours are told.
 */
export async function tellOfWarning(world: World, effect: Effect<'tellOfWarning'>): Promise<void> {
  const { db, clock } = world
  await db.transaction(async (tx) => {
    const doing: Doing = { now: clock.now(), by: 'engine' }
    await lockArea(tx, effect.area)
    const warning = await lockWarning(tx, effect.subject)
    if (warning !== null && effect.params.begins) await joinOrders(world, tx, warning, doing, true)
    else if (warning !== null) {
      const body = publishedOf(warning)
      const { id: subject, area } = warning
      await note(tx, { area, kind: 'warning', subject, event: 'WARNING_PUBLISHED', body }, doing)
      await tellCounties(world, tx, warning, doing)
      await heed(world, tx, area, subject, doing)
      await joinOrders(world, tx, warning, doing)
      await planAtBorders(world, tx, warning, doing)
      await instructCities(world, tx, warning, { ...doing, ended: ENDED.has(warning.state) })
    }
    await finish(tx, [effect.id])
  })
}

/**
 * Law 10: where warnings above or below hold for the same enterprises, what each asks adds to one order. Theirs are
 * planned anew now, and once more, with its own, at the hour at which this one begins.
 * @param anew its own too, whether others hold or not
 */
async function joinOrders({ areas }: World, tx: Tx, warning: WarningRow, doing: Doing, anew = false): Promise<void> {
  const { id, area, context, listId } = warning
  const others = await joinedIn(tx, [...areas.around(area), ...areas.within(area)], id)
  if (others.length === 0 && !anew) return
  const within = areas.within(area)
  for (const other of others) {
    if (other.listId === null) continue
    const shared = areas.within(other.area).filter((code) => within.includes(code))
    await planAnew(tx, other, await enterprisesIn(tx, other.listId, shared), doing.now)
  }
  if (ENDED.has(warning.state) || context.startsAt === null) return
  if (context.startsAt > doing.now) {
    const params = { revision: context.revision, begins: true } as const
    await ask(tx, [{ kind: 'tellOfWarning', subject: id, area, params, notBefore: context.startsAt }], doing.now)
  } else if (listId !== null) await planAnew(tx, warning, await enterprisesIn(tx, listId, within), doing.now)
}

/**
 * Where a special period begins or ends to ask for more within a warning, everybody is planned anew at that hour. By then
 * its list is pinned; now it may not be yet.
 */
async function planAtBorders({ areas, rulebooks }: World, tx: Tx, warning: WarningRow, { now }: Doing): Promise<void> {
  const { id: subject, area, state, context } = warning
  const { startsAt, endsAt, revision } = context
  if (ENDED.has(state) || startsAt === null) return
  const periods = await periodsNow(tx, rulebooks)
  const borders = new Set(areas.within(area).flatMap((code) => bordersOf(periods, code).map((day) => startOfDay(day))))
  const params = { revision, begins: true } as const
  await ask(
    tx,
    [...borders]
      .filter((border) => border > now && border > startsAt && (endsAt === null || border < endsAt))
      .map((notBefore) => ({ kind: 'tellOfWarning', subject, area, params, notBefore })),
    now,
  )
}

async function tellCounties(world: World, tx: Tx, warning: WarningRow, doing: Doing): Promise<void> {
  const { areas, rulebooks } = world
  const { context, id, name } = warning
  const { level, revision } = context
  const known = await responsesTo(tx, id)
  if (ENDED.has(warning.state)) {
    const alive = known.flatMap(({ id: one, state }) => (state === 'ended' ? [] : [one]))
    await stepCohort(tx, 'response', alive, { type: 'WARNING_ENDED' }, doing)
    return
  }
  if (level === null) return
  const minutes = rulebooks.linkage(dayOf(doing.now)).county[level]
  const counties = areas.all().filter(({ kind, parent }) => kind === 'county' && parent === warning.area)
  const told = new Set(known.map(({ area }) => area))
  const fresh = counties.flatMap(({ code, name: county }) =>
    told.has(code) ? [] : [{ area: code, name: `${county} ${name}` }],
  )
  await beginResponses(tx, { warning: id, warningName: name, level, revision }, fresh, minutes, doing)
  const older = known.flatMap((one) => (one.revision < revision ? [one.id] : []))
  const event = { type: 'WARNING_CHANGED', minutes, now: doing.now } as const
  const { moved } = await stepCohort(tx, 'response', older, event, doing)
  await recordTold(tx, moved, { level, revision }, doing.now)
}

/**
 * A county's officers are called with the warning, until one has acknowledged it. Where it has none, the city hears of
 * its silence at its hour: a call that nobody can take would only stand on every desk.
 */
export async function tellCounty({ db, clock }: World, effect: Effect<'tellCounty'>): Promise<void> {
  const { area, subject } = effect
  await db.transaction(async (tx) => {
    const response = await responseById(tx, subject)
    const params = { cause: 'countyTold', occasion: `${subject} ${response?.toldAt}` } as const
    const officers = await colleagues(tx, { area, role: 'countyOfficer', rank: 0 })
    if (officers.length > 0) await ask(tx, [{ kind: 'wake', subject, area, params }], clock.now())
    await finish(tx, [effect.id])
  })
}

/** A county has not acknowledged in its time: the city calls. One call for all that are silent by then. */
export async function tellSilence({ db, clock }: World, effect: Effect<'tellSilence'>): Promise<void> {
  await db.transaction(async (tx) => {
    const now = clock.now()
    const response = await responseById(tx, effect.subject)
    if (response?.state === 'told') {
      const { warning: subject, city: area } = response
      const params = { cause: 'countySilent', occasion: `${subject} ${now}` } as const
      await ask(tx, [{ kind: 'wake', subject, area, params }], now)
    }
    await finish(tx, [effect.id])
  })
}
