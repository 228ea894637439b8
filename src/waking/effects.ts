import { ask, finish, loadEffects, type Effect } from '../db/effects.ts'
import type { Doing } from '../db/journal.ts'
import type { Tx } from '../db/port.ts'
import { begin, stepCohort } from '../db/step.ts'
import type { Channel } from '../dispatch/channel.ts'
import { newId, type Id } from '../model/id.ts'
import { addMinutes, dayOf, type Instant } from '../model/time.ts'
import { colleagues, onDutyAt, waysOfOfficers } from '../people/roster/store.ts'
import type { World } from '../world.ts'
import { standsNow, type Place } from './causes.ts'
import { callOrder, helperOf } from './decide.ts'
import { callMessage } from './message.ts'
import { ring } from './ring.ts'
import { callsOf, lastWake, lockCauses, openWakes, recordCalls, wakeById, wasWoken } from './store.ts'

/**
 * Looks whether somebody has to be woken (叫应) for a cause: begins the wake, once for each occasion, and stands down
 * every one of the area whose cause is gone. Asked once too often it changes nothing.
 */
export async function wake(world: World, effect: Effect<'wake'>): Promise<void> {
  const { db, clock, rulebooks } = world
  const { area, subject } = effect
  const { cause, occasion } = effect.params
  await db.transaction(async (tx) => {
    const now = clock.now()
    const doing: Doing = { now, by: 'engine', because: cause }
    await lockCauses(tx, area)
    // Done by another attempt, which was waited for.
    if ((await loadEffects(tx, [effect.id])).length === 0) return
    await standDown(world, tx, area, doing)
    await finish(tx, [effect.id])
    const place: Place = { cause, area, subject }
    const standing = await standsNow(world, tx, place, now)
    if (standing === null || (await wasWoken(tx, { cause, area, occasion }))) return
    const { waking } = rulebooks.deadlines(dayOf(now))
    const last = await lastWake(tx, place)
    if (last !== null && (last.state === 'calling' || last.state === 'unheard')) {
      if (last.rank === standing.rank) return
      // It is another's turn by now: the wake of whoever was called before is over.
      await stepCohort(tx, 'wake', [last.id], { type: 'CAUSE_GONE' }, doing)
    }
    const isOther = last !== null && last.rank !== standing.rank
    const again = last === null || isOther ? now : addMinutes(last.beganAt, waking.againMinutes)
    // Told a moment ago, of the same: whoever came since is told of together with those who come until then.
    if (again > now) {
      await ask(tx, [{ kind: 'wake', subject, area, params: { cause, occasion }, notBefore: again }], now)
      return
    }
    const role = helperOf(cause, world.areas.find(area)?.kind)
    const { order } = await whoHelps(tx, { area, role, rank: standing.rank }, [], world, now)
    const columns = {
      name: standing.name,
      cause,
      subject,
      occasion,
      role,
      rank: standing.rank,
      tell_zh: standing.tell.zh,
      tell_en: standing.tell.en,
    }
    const input = { rounds: order.length + waking.everybodyTimes, minutes: waking[cause], now }
    await begin(tx, 'wake', { id: newId(now), area, columns, input }, doing)
  })
}

/** Ends the wakes of an area whose cause is gone: nobody is called for what is signed already. */
async function standDown(world: World, tx: Tx, area: string, doing: Doing): Promise<void> {
  for (const open of await openWakes(tx, [area]))
    if ((await standsNow(world, tx, open, doing.now)) === null)
      await stepCohort(tx, 'wake', [open.id], { type: 'CAUSE_GONE' }, doing)
}

/** Those of an area, or of the nearest around it that has any, who can help; and of them who is to be called next. */
async function whoHelps(
  tx: Tx,
  { area, role, rank }: { area: string; role: string; rank: number },
  called: readonly Id[],
  { areas }: World,
  now: Instant,
): Promise<{ able: Id[]; order: Id[] }> {
  for (const around of [area, ...areas.around(area).filter((code) => code !== area)]) {
    const able = await colleagues(tx, { area: around, role, rank })
    if (able.length === 0) continue
    return { able: able.map(({ id }) => id), order: callOrder(able, await onDutyAt(tx, around, now), called) }
  }
  return { able: [], order: [] }
}

/** Calls officers (呼叫): the one whose turn it is, or everybody. */
export class Caller {
  readonly #channels: ReadonlyMap<string, Channel>

  constructor(channels: readonly Channel[]) {
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]))
  }

  readonly call = async (world: World, effect: Effect<'call'>): Promise<void> => {
    const { db, clock } = world
    const { round } = effect.params
    const now = clock.now()
    const doing: Doing = { now, by: 'engine' }
    const found = await db.transaction(async (tx) => {
      const open = await wakeById(tx, effect.subject)
      const over = open === null || open.state !== 'calling'
      // The cause may have gone since the call was asked for: then nobody is woken by it any more.
      const gone = !over && (await standsNow(world, tx, open, now)) === null
      if (gone) await stepCohort(tx, 'wake', [open.id], { type: 'CAUSE_GONE' }, doing)
      if (over || gone) return await finish(tx, [effect.id])
      const calls = await callsOf(tx, open.id)
      const earlier = calls.filter((one) => one.round < round).map(({ officer }) => officer)
      const { able, order } = await whoHelps(tx, open, earlier, world, now)
      const next = order.slice(0, 1)
      return { open, ways: await waysOfOfficers(tx, next.length > 0 ? next : able) }
    })
    if (!found) return
    const { open, ways } = found
    const rung = await ring(
      world,
      this.#channels,
      ways,
      (way, person) => callMessage(world, open, round, way, person),
      now,
    )
    const calls = rung.map(({ way: { officer, channel }, ...said }) => ({ round, officer, channel, at: now, ...said }))
    const reached = calls.some(({ outcome }) => outcome !== 'failed')
    await db.transaction(async (tx) => {
      await recordCalls(tx, open, calls)
      if (!reached) await stepCohort(tx, 'wake', [open.id], { type: 'CALL_FAILED', round, now: clock.now() }, doing)
      await finish(tx, [effect.id])
    })
  }
}
