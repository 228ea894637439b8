import { bookByHash } from '../assessment/books/store.ts'
import { ask, finish, loadEffects, type Effect } from '../db/effects.ts'
import { note, type Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { stepCohort } from '../db/step.ts'
import { insertLetters } from '../dispatch/letters/store.ts'
import { waysOf } from '../dispatch/ways.ts'
import { preStageWords, sayPrecaution } from '../episode/precaution/decide.ts'
import { precautionById } from '../episode/precaution/store.ts'
import { contactsOf, listInForce } from '../inventory/store.ts'
import { giveNotices } from '../inventory/terms/store.ts'
import { newId, type Id } from '../model/id.ts'
import { isAbove, WARNING_LEVELS } from '../model/level.ts'
import { addDays, addHours, dayOf, type Instant } from '../model/time.ts'
import type { Words } from '../plan/order.ts'
import type { AdviceFile } from '../rulebook/advice.ts'
import type { World } from '../world.ts'
import { lookAt, slowLines, type Purpose } from './decide.ts'
import {
  addressees,
  adviceById,
  keepAdvice,
  lockAdvice,
  moveAdvice,
  recordTold,
  standingIn,
  unsentOf,
  warnedAt,
  withdrawAdvice,
  type Addressee,
  type Advice,
  type Ground,
} from './store.ts'
import { adviceLetter, sayAhead, sayCleared } from './texts.ts'

/** Enterprises in one transaction: each is a message, its effect, a notice and a note of 500 rows. */
const AT_ONCE = 80

/** Looks whether plans have to be adjusted ahead (预调): after each judgement, and changes nothing where it is so already. */
export async function lookAhead({ db, clock, rulebooks }: World, effect: Effect<'lookAhead'>): Promise<void> {
  const { area, params } = effect
  await db.transaction(async (tx) => {
    await lockAdvice(tx, area)
    // Done by another attempt, which was waited for.
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    await finish(tx, [effect.id])
    const now = clock.now()
    const rule = rulebooks.advice(dayOf(now))
    if (rule === null) return
    const levels = WARNING_LEVELS.filter((level) => !isAbove(rule.again.level, level))
    const since = addHours(now, -24 * rule.again.withinDays)
    const warned = await warnedAt(tx, area, levels, { since, now })
    const standing = await standingIn(tx, area, dayOf(now))
    const move = lookAt(rule.again, params.episodes, { ...warned, standing, seen: params.seen }, now)
    const doing: Doing = { now, by: 'engine' }
    if (move.kind === 'move') await moveAdvice(tx, move.id, move.until)
    if (move.kind === 'withdraw') {
      await withdrawAdvice(tx, move.id, now)
      await say(tx, { id: move.id, area }, 'withdrawn', doing)
    }
    if (move.kind === 'tell') {
      const id = newId(now)
      const { from, until } = move
      await keepAdvice(tx, { id, area, kind: 'preAdjustment', from, until, ground: groundOf(rule), toldAt: now })
      await say(tx, { id, area }, 'told', doing)
    }
  })
}

async function say(
  tx: Tx,
  { id: subject, area }: { id: Id; area: string },
  purpose: Purpose,
  doing: Doing,
): Promise<void> {
  const event = purpose === 'told' ? 'ADVICE_GIVEN' : 'ADVICE_WITHDRAWN'
  await note(tx, { area, kind: 'advice', subject, event, body: {} }, doing)
  const params = { of: 'preAdjustment', purpose, round: 1 } as const
  await ask(tx, [{ kind: 'advise', subject, area, params }], doing.now)
}

function groundOf({ id, source, borrowedFrom, again }: AdviceFile): Ground {
  return {
    rule: id,
    document: source?.document ?? null,
    clause: source?.clause ?? null,
    borrowedFrom: borrowedFrom ?? null,
    design: again.status === 'design',
  }
}

/** Writes the letters of an advice, and what stands on the pages of each enterprise (通知). Begun again it goes on. */
export async function advise(world: World, effect: Effect<'advise'>): Promise<void> {
  const { db, clock } = world
  const { purpose, round } = effect.params
  const found = await adviceOf(world, effect)
  const list = found && (await listInForce(db, found.advice.area, clock.now()))
  if (found && list) {
    if (purpose === 'withdrawn') await takeBack(world, found.advice.id)
    let after: Id | null = null
    for (let more = true; more;) {
      const from = { list: list.id, told: purpose === 'told' ? null : found.advice.id }
      const some: Addressee[] = await addressees(db, from, after, AT_ONCE)
      await db.transaction((tx) => write(world, tx, { ...found, purpose, round }, some))
      after = some.at(-1)?.id ?? after
      more = some.length === AT_ONCE
    }
  }
  await db.transaction((tx) => finish(tx, [effect.id]))
}

interface Told {
  readonly advice: Advice
  /** What an enterprise is told; null for whom it is nothing. */
  readonly sayTo: (one: Addressee) => Words | null
}

async function adviceOf(world: World, { subject, params }: Effect<'advise'>): Promise<Told | null> {
  const { db, clock, rulebooks } = world
  if (params.of === 'precaution') return await ofPrecaution(world, subject, params.purpose, clock.now())
  const advice = await adviceById(db, subject)
  const rule = advice && rulebooks.advice(dayOf(advice.toldAt))
  if (!advice || !rule) return null
  if (params.purpose === 'withdrawn') return { advice, sayTo: () => sayCleared(advice) }
  return {
    advice,
    sayTo: ({ entry }) => {
      const slow = slowLines(entry.lines, rule.again)
      // Whom no warning stops has nothing to plan for.
      const spared = entry.class === 'heating' || entry.class === 'longStopped'
      return slow.length === 0 || spared ? null : sayAhead(slow, advice)
    },
  }
}

/** Measures before any warning are told to everybody on the list: what is voluntary is done only by who hears of it. */
async function ofPrecaution(
  { db, areas, rulebooks }: World,
  id: Id,
  purpose: Purpose,
  now: Instant,
): Promise<Told | null> {
  const row = await precautionById(db, id)
  if (row === null) return null
  const book = await bookByHash(db, rulebooks, row.rulebookHash)
  const asks = book === null ? { preStage: null, actions: [] } : preStageWords(book)
  const ground = { rule: row.rulebookId, document: null, clause: null, borrowedFrom: null, design: false }
  const days = { from: dayOf(row.startsAt), until: addDays(dayOf(row.endsAt), -1) }
  await db.transaction(async (tx) => {
    await keepAdvice(tx, { id, area: row.area, kind: 'precaution', ...days, ground, toldAt: now })
    await moveAdvice(tx, id, days.until)
    if (purpose === 'withdrawn') await withdrawAdvice(tx, id, now)
  })
  const advice = await adviceById(db, id)
  const name = areas.find(row.area)?.name ?? row.area
  const zh = asks.preStage?.zh ?? '临时管控'
  const over: Words = {
    zh: `${name}${zh}提前结束，自愿减排措施不再需要。已收到减排指令的，仍按指令执行。`,
    en: `The ${asks.preStage?.en ?? 'precaution'} of ${name} has ended: what was voluntary is needed no more.`,
  }
  const said = purpose === 'withdrawn' ? over : sayPrecaution({ name, ...asks }, row)
  return advice && { advice, sayTo: () => said }
}

/** What has not gone out is not to go out any more. */
async function takeBack({ db, clock }: World, advice: Id): Promise<void> {
  for (let more = true; more;) {
    more = await db.transaction(async (tx) => {
      const unsent = await unsentOf(tx, advice, AT_ONCE)
      const doing: Doing = { now: clock.now(), by: 'engine' }
      if (unsent.length > 0) await stepCohort(tx, 'delivery', unsent, { type: 'MESSAGE_WITHDRAWN' }, doing)
      return unsent.length === AT_ONCE
    })
  }
}

async function write(
  { clock, ways }: World,
  tx: Tx,
  { advice, sayTo, purpose, round }: Told & { purpose: Purpose; round: number },
  some: readonly Addressee[],
): Promise<void> {
  const doing: Doing = { now: clock.now(), by: 'engine' }
  const told = some.flatMap((one) => {
    const said = sayTo(one)
    return said === null ? [] : [{ ...one, letter: adviceLetter(advice, purpose, one.entry, said) }]
  })
  const contacts = await contactsOf(
    tx,
    told.map(({ id }) => id),
  )
  const open = ways(doing.now)
  const letters = told.map(({ id, area, entry, letter }) => {
    const [to] = (contacts.get(id) ?? []).flatMap((contact) =>
      waysOf(contact, open).map((way) => ({ ...way, contactId: contact.id })),
    )
    return { id, area, name: entry.name, letter, to, key: `advice.${advice.id}.${purpose}.${round}.${id}` }
  })
  await insertLetters(
    tx,
    letters.flatMap(({ area, letter, to, key }) => (to === undefined ? [] : [{ area, letter, key, ...to }])),
    doing,
  )
  const reached = letters.map(({ id, area, name, to, key }) => ({ id, area, name, key: to === undefined ? null : key }))
  await recordTold(tx, { advice: advice.id, purpose, round }, reached)
  const notices = told.map(({ id: enterprise, area, letter: { say: words } }) => {
    const body = { advice: advice.id, from: advice.from, until: advice.until, say: words }
    return { area, enterprise, kind: `${advice.kind}.${purpose}`, about: `${advice.id} ${round}`, body }
  })
  await giveNotices(tx, notices, doing)
}
