import { ask, finish, type Effect } from '../../db/effects.ts'
import type { Doing } from '../../db/journal.ts'
import type { Tx } from '../../db/port.ts'
import { begin, step } from '../../db/step.ts'
import { newId, type Id } from '../../model/id.ts'
import { dayOf, type Instant } from '../../model/time.ts'
import type { Rulebook } from '../../rulebook/levels.ts'
import type { World } from '../../world.ts'
import { lockArea } from '../store.ts'
import { preMove, type PreCalled } from './decide.ts'
import { calledUntil, lastPrecaution } from './store.ts'

/** The response of a warning has begun: what was done before it ends. */
export async function overtakePrecaution({ db, clock }: World, effect: Effect<'overtakePrecaution'>): Promise<void> {
  await db.transaction(async (tx) => {
    await lockArea(tx, effect.area)
    const last = await lastPrecaution(tx, effect.area)
    if (last !== null && last.context.deadlines.end !== null) {
      const doing: Doing = { now: clock.now(), by: 'engine', because: 'a response has begun' }
      await step(db, tx, { kind: 'precaution', id: last.id }, { type: 'WARNING_BEGAN' }, doing)
    }
    await finish(tx, [effect.id])
  })
}

interface Look {
  readonly area: string
  readonly book: Rulebook
  readonly called: PreCalled | null
  readonly warned: boolean
  readonly seen: boolean
  readonly assessment: Id
}

/** Proposes what the days ahead call for below any warning, or drops it; the area is held by whoever judges it. */
export async function lookBefore({ db, areas }: World, tx: Tx, look: Look, doing: Doing): Promise<void> {
  const { area, book, called, assessment } = look
  const found = await lastPrecaution(tx, area)
  const last = found && { state: found.state, endsAt: found.endsAt, livesUntil: found.context.deadlines.end }
  const move = preMove(last, called, look)
  if (move.kind === 'begin' && called !== null) {
    const { startsAt, endsAt } = called
    const columns = {
      name: `${areas.find(area)?.name ?? area} ${dayOf(startsAt)} ${book.content.preStage?.name?.zh ?? '临时管控'}`,
      rulebook_id: book.id,
      rulebook_hash: book.hash,
      assessment_id: assessment,
      starts_at: startsAt,
      ends_at: endsAt,
    }
    const id = newId(doing.now)
    await begin(tx, 'precaution', { id, area, columns, input: { endsAt } }, doing)
    await lookAtPrecaution(tx, { id, area }, null, doing.now)
  } else if (move.kind === 'tell' && found !== null) {
    await step(db, tx, { kind: 'precaution', id: found.id }, move.event, doing)
    const prolonged = called !== null && move.event.type === 'CALLED_UNTIL'
    if (prolonged) await calledUntil(tx, found.id, called.startsAt, called.endsAt, assessment)
    await lookAtPrecaution(tx, found, prolonged && found.state === 'holding' ? 'prolonged' : null, doing.now)
  }
}

/** Whoever decides about it is woken or left alone, and enterprises are told what has become of it. */
export async function lookAtPrecaution(
  tx: Tx,
  { id: subject, area }: { readonly id: Id; readonly area: string },
  tell: 'told' | 'prolonged' | 'withdrawn' | null,
  now: Instant,
): Promise<void> {
  await ask(tx, [{ kind: 'wake', subject, area, params: { cause: 'precautionWaits', occasion: subject } }], now)
  if (tell === null) return
  // Each telling is one of its own, by the instant that it is about.
  const params = { of: 'precaution', purpose: tell, round: Math.floor(Date.parse(now) / 60_000) } as const
  await ask(tx, [{ kind: 'advise', subject, area, params }], now)
}
