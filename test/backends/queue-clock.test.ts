import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SettableClock } from '../../src/clock.ts'
import { beginLife, type Life } from '../../src/db/lives.ts'
import type { Db } from '../../src/db/port.ts'
import { begin, step } from '../../src/db/step.ts'
import { heldClocks, releaseClocks } from '../../src/http/store.ts'
import { type Id, newId } from '../../src/model/id.ts'
import { addHours, addMinutes, type Instant } from '../../src/model/time.ts'
import { type DueClock, fireDue, startClock } from '../../src/queue/clock.ts'
import { ahead } from '../../src/queue/store.ts'
import { eachDatabase } from '../help/databases.ts'
import { until } from '../help/until.ts'

const START: Instant = '2020-12-25T10:00:00.000Z'
const log = pino({ level: 'silent' })
const doing = { now: START, by: 'engine' }
const AREA = '140882'

async function nextDeadline(db: Db): Promise<string | null> {
  const [row] = await db.rows<{ at: string | null }>('select min(due_at) as at from enterprise_order')
  return row?.at ?? null
}

eachDatabase((_, open) => {
  let db: Db
  let clock: DueClock | null
  let warning: Id
  const lives: Life[] = []

  beforeEach(async () => {
    clock = null
    db = await open()
    warning = newId(START)
    const change = {
      kind: 'issue' as const,
      ground: 'rule' as const,
      level: 'orange' as const,
      startsAt: addHours(START, 40),
      endsAt: null,
      rank: 2,
      signBy: addHours(START, 30),
    }
    const columns = { name: 'w', rulebook_id: 'cn-2024-6', rulebook_hash: 'x', episode_from: '2020-12-26' }
    await db.transaction((tx) =>
      begin(tx, 'warning', { id: warning, area: '140800', columns, input: { change } }, doing),
    )
  })
  afterEach(async () => {
    await clock?.close()
    for (const life of lives.splice(0)) await life.close()
    await db.close()
  })

  /** An order that was delivered at START and waits 30 minutes for its answer, then 20, then 20. */
  async function liveOrder(): Promise<Id> {
    const id = newId(START)
    const columns = {
      order_id: id,
      number: id,
      revision: 1,
      purpose: 'order',
      warning_id: warning,
      enterprise_id: newId(START),
      credit_code: 'x',
      name: 'x',
      grade: 'C',
      weight: 1,
      content: '{}',
    }
    const input = { level: 'orange' as const, patience: [30, 20, 20] }
    await db.transaction((tx) => begin(tx, 'order', { id, area: AREA, columns, input }, doing))
    await db.transaction((tx) => step(db, tx, { kind: 'order', id }, { type: 'ORDER_DELIVERED', now: START }, doing))
    return id
  }
  const newLife = async () => {
    const life = await beginLife(db, ['clock'], {}, START)
    lives.push(life)
    return life.id
  }
  const asked = async (kind: string) =>
    (await db.rows<{ subject: Id }>('select subject from effect where kind = $1 order by subject', [kind])).map(
      ({ subject }) => subject,
    )

  test('tells every row whose deadline has passed, once, and no other', async () => {
    const ids = [await liveOrder(), await liveOrder(), await liveOrder()]
    expect(await nextDeadline(db)).toBe(addMinutes(START, 30))
    expect(await fireDue({ db, log }, addMinutes(START, 29), new Set())).toBe(0)
    expect((await ahead(db, addMinutes(START, 30))).outstanding).toBe(3)
    expect(await fireDue({ db, log }, addMinutes(START, 30), new Set())).toBe(3)
    expect(await fireDue({ db, log }, addMinutes(START, 30), new Set())).toBe(0)
    expect(await asked('remind')).toEqual(ids.toSorted())
    expect(await nextDeadline(db)).toBe(addMinutes(START, 50))
    const entries = await db.rows<{ event: string; body: string }>(
      `select event, body from journal where event = 'TICK'`,
    )
    expect(entries.map(({ body }): unknown => JSON.parse(body))).toMatchObject([{ because: 'answer', count: 3 }])
  })

  test('counts each rung from the moment at which it was climbed, also when it was climbed late', async () => {
    await liveOrder()
    await fireDue({ db, log }, addHours(START, 5), new Set())
    expect(await asked('remind')).toHaveLength(1)
    expect(await asked('tellSecondContact')).toHaveLength(0)
    expect(await nextDeadline(db)).toBe(addMinutes(addHours(START, 5), 20))
  })

  test('passes by a row whose machine does not take the tick or fails on it, and fires the others', async () => {
    const [foreign, idle, good] = [await liveOrder(), await liveOrder(), await liveOrder()]
    await db.rows('update enterprise_order set machine_version = 99 where id = $1', [foreign])
    await db.rows(`update enterprise_order set state = 'acting', due_at = $2 where id = $1`, [idle, START])
    const stuck = new Set<Id>()
    await fireDue({ db, log }, addMinutes(START, 30), stuck)
    expect(await asked('remind')).toEqual([good])
    expect([...stuck].toSorted()).toEqual([foreign, idle].toSorted())
    expect(await fireDue({ db, log }, addMinutes(START, 30), stuck)).toBe(0)
  })

  test('two clocks on one world fire each deadline once', async () => {
    for (let n = 0; n < 5; n++) await liveOrder()
    const now = addMinutes(START, 30)
    await Promise.all([fireDue({ db, log }, now, new Set()), fireDue({ db, log }, now, new Set())])
    expect(await asked('remind')).toHaveLength(5)
  })

  test('fires by itself when the clock of a drill is moved, however far', async () => {
    const world = { kind: 'drill' as const, db, log, clock: new SettableClock(START) }
    await liveOrder()
    clock = startClock(world, { life: await newLife() })
    world.clock.set(addHours(START, 3))
    clock.wake()
    await until(async () => (await asked('remind')).length === 1)
    expect(await heldClocks(db)).toEqual([])
  })

  test('holds the firing of a live world whose clock jumps by more than ten minutes, until it is released', async () => {
    for (const step of [addHours(START, 3), addHours(START, -1)]) {
      await liveOrder()
      const before = (await asked('remind')).length
      const world = { kind: 'live' as const, db, log, clock: new SettableClock(START) }
      clock = startClock(world, { life: await newLife() })
      world.clock.set(step)
      clock.wake()
      await until(async () => (await heldClocks(db)).length === 1)
      await sleep(100)
      expect(await asked('remind')).toHaveLength(before)
      expect((await heldClocks(db))[0]?.read).toBe(step)
      await releaseClocks(db)
      clock.wake()
      // Forwards, what is due by the time that was found right fires; backwards nothing is.
      if (step > START) await until(async () => (await asked('remind')).length > before)
      else await sleep(100)
      expect(await asked('remind')).toHaveLength(step > START ? 1 : before)
      expect(await heldClocks(db)).toEqual([])
      await clock.close()
    }
  })

  test('holds only the clock that jumped: another goes on, and each deadline fires once', async () => {
    const ids = [await liveOrder(), await liveOrder()]
    const wrong = { kind: 'live' as const, db, log, clock: new SettableClock(START) }
    const jumped = startClock(wrong, { life: await newLife() })
    wrong.clock.set(addHours(START, 1))
    jumped.wake()
    await until(async () => (await heldClocks(db)).length === 1)
    expect(await asked('remind')).toEqual([])
    const right = { ...wrong, clock: new SettableClock(addMinutes(START, 30)) }
    clock = startClock(right, { life: await newLife() })
    await until(async () => (await asked('remind')).length === 2)
    expect(await heldClocks(db)).toHaveLength(1)
    await releaseClocks(db)
    jumped.wake()
    // By the wrong clock that was let go the second rung is due as well, and the first was climbed once.
    await until(async () => (await asked('tellSecondContact')).length === 2)
    await jumped.close()
    expect(await asked('remind')).toEqual(ids.toSorted())
  })

  test('lets a jump pass that is put right again', async () => {
    const world = { kind: 'live' as const, db, log, clock: new SettableClock(START) }
    clock = startClock(world, { life: await newLife() })
    world.clock.set(addHours(START, 3))
    clock.wake()
    await until(async () => (await heldClocks(db)).length === 1)
    world.clock.set(START)
    clock.wake()
    await until(async () => (await heldClocks(db)).length === 0)
  })

  test('does not trust the clock of a machine that starts an hour from its witness', async () => {
    await liveOrder()
    const world = { kind: 'live' as const, db, log, clock: new SettableClock(addHours(START, 1)) }
    clock = startClock(world, { life: await newLife(), right: START })
    await until(async () => (await heldClocks(db)).length === 1)
    expect(await asked('remind')).toEqual([])
  })
})
