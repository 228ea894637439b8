import { ask, finish, type Effect } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { stepCohort } from '../db/step.ts'
import { addMinutes, dayOf, showInstant, type Instant } from '../model/time.ts'
import type { ConsultationRules } from '../rulebook/books.ts'
import type { World } from '../world.ts'
import { holdCalendar, isEpisode } from './calendar/store.ts'
import { dueSlot, nextSlot } from './decide.ts'
import { beginConsultation, endConsultation, hasSlot, unopened } from './store.ts'

/**
 * Calls the consultation that is due in an area, once for each hour, and says when the next may be. Done twice it changes
 * nothing: the calendar waits by then.
 */
export async function callSlots(world: World, effect: Effect<'callSlots'>): Promise<void> {
  const { db, clock, rulebooks } = world
  const { since } = effect.params
  await db.transaction(async (tx) => {
    await finish(tx, [effect.id])
    const calendar = await holdCalendar(tx, effect.subject)
    if (calendar?.state !== 'calling') return
    const now = clock.now()
    const { area } = calendar
    const rules = rulebooks.consultation(dayOf(now))
    const regime = { rules, episode: await isEpisode(tx, area) }
    const { slot, missed } = dueSlot(regime, since, now)
    const doing: Doing = { now, by: 'engine', ...(missed > 0 ? { because: `错过 ${missed} 次` } : {}) }
    if (slot !== null && !(await hasSlot(tx, area, slot))) await callDaily(world, tx, { area, slot, rules }, doing)
    const event = { type: 'SLOTS_CALLED', now, lookAt: nextSlot(regime, now) } as const
    await stepCohort(tx, 'conferring', [calendar.id], event, doing)
  })
}

/** One that nobody has opened gives way to the next: it lapses, and stays in the record as not held. */
async function callDaily(
  { areas }: World,
  tx: Tx,
  { area, slot, rules }: { area: string; slot: Instant; rules: ConsultationRules },
  doing: Doing,
): Promise<void> {
  const reason = '未会商，由下一次会商代替'
  for (const id of await unopened(tx, area))
    await endConsultation(tx, id, { decision: 'lapsed', by: null, level: null, reason }, doing)
  const { hold, conclude } = rules.hours
  const called = {
    area,
    kind: 'daily',
    name: nameOf(areas.find(area)?.name ?? area, slot),
    slotAt: slot,
    calledFor: null,
    holdBy: addMinutes(doing.now, hold),
    minutes: conclude,
  } as const
  await beginConsultation(tx, called, doing)
}

/** As people know one that hangs on no warning: `运城市 2026-11-30 15:00 会商`. */
export function nameOf(area: string, at: Instant): string {
  return `${area} ${showInstant(at).slice(0, 16).replace('T', ' ')} 会商`
}

/** A consultation is overdue, or is no more: whoever is on duty is woken, or left alone (`wake` looks itself). */
export async function tellConsultation({ db, clock }: World, effect: Effect<'tellConsultation'>): Promise<void> {
  const { subject, area, params } = effect
  const about = { cause: 'consultationOverdue', occasion: `${subject} ${params.missing}` } as const
  await db.transaction(async (tx) => {
    await ask(tx, [{ kind: 'wake', subject, area, params: about }], clock.now())
    await finish(tx, [effect.id])
  })
}
