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
import { WHOLE_LADDER } from '../machines/samples.ts'
import { until } from '../help/until.ts'

const START: Instant = '2020-12-25T10:00:00.000Z'
const log = pino({ level: 'silent' })
const doing = { now: START, by: 'engine' }
const AREA = '140882'

interface LiveWorld {
  kind: 'live'
  db: Db
  log: typeof log
  clock: SettableClock
}

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
    const input = { level: 'orange' as const, ladder: WHOLE_LADDER }
    await db.transaction((tx) => begin(tx, 'order', { id, area: AREA, columns, input }, doing))
    await db.transaction((tx) => step(db, tx, { kind: 'order', id }, { type: 'ORDER_DELIVERED', now: START }, doing))
    return id
  }
  const newLife = async () => {
    const life = await beginLife(db, ['clock'], {}, START)
    lives.push(life)
    return life.id
  }
  const asked = async (kind: string, rung: string | null = null) =>
    (
      await db.rows<{ subject: Id }>(
        `select subject from effect where kind = $1 and ($2::text is null or params->>'rung' = $2) order by subject`,
        [kind, rung],
      )
    ).map(({ subject }) => subject)

  test('tells every row whose deadline has passed, once, and no other', async () => {
    const ids = [await liveOrder(), await liveOrder(), await liveOrder()]
    expect(await nextDeadline(db)).toBe(addMinutes(START, 30))
    expect(await fireDue({ db, log }, addMinutes(START, 29), new Set())).toBe(0)
    expect((await ahead(db, addMinutes(START, 30))).outstanding).toBe(3)
    expect(await fireDue({ db, log }, addMinutes(START, 30), new Set())).toBe(3)
    expect(await fireDue({ db, log }, addMinutes(START, 30), new Set())).toBe(0)
    expect(await asked('escalate')).toEqual(ids.toSorted())
    expect(await nextDeadline(db)).toBe(addMinutes(START, 50))
    const entries = await db.rows<{ event: string; body: string }>(
      `select event, body from journal where event = 'TICK'`,
    )
    expect(entries.map(({ body }): unknown => JSON.parse(body))).toMatchObject([{ because: 'answer', count: 3 }])
  })

  test('counts each rung from the moment at which it was climbed, also when it was climbed late', async () => {
    await liveOrder()
    await fireDue({ db, log }, addHours(START, 5), new Set())
    expect(await asked('escalate')).toHaveLength(1)
    expect(await asked('tellOfficer')).toHaveLength(0)
    expect(await nextDeadline(db)).toBe(addMinutes(addHours(START, 5), 20))
  })

  test('passes by a row whose machine does not take the tick or fails on it, and fires the others', async () => {
    const [foreign, idle, good] = [await liveOrder(), await liveOrder(), await liveOrder()]
    await db.rows('update enterprise_order set machine_version = 99 where id = $1', [foreign])
    await db.rows(`update enterprise_order set state = 'acting', due_at = $2 where id = $1`, [idle, START])
    const stuck = new Set<Id>()
    await fireDue({ db, log }, addMinutes(START, 30), stuck)
    expect(await asked('escalate')).toEqual([good])
    expect([...stuck].toSorted()).toEqual([foreign, idle].toSorted())
    expect(await fireDue({ db, log }, addMinutes(START, 30), stuck)).toBe(0)
  })

  test('a row of the first version goes on climbing where it was', async () => {
    const id = await liveOrder()
    const context = { level: 'orange', patience: [30, 20, 20], rung: 1, answerBy: addMinutes(START, 30) }
    await db.rows('update enterprise_order set machine_version = 1, context = $2::jsonb where id = $1', [
      id,
      JSON.stringify(context),
    ])
    await fireDue({ db, log }, addMinutes(START, 30), new Set())
    const [row] = await db.rows('select machine_version as version, context from enterprise_order where id = $1', [id])
    expect(row).toMatchObject({ version: 2, context: { rung: 'secondContact', ahead: [{ rung: 'county' }] } })
    expect(await asked('escalate')).toEqual([id])
  })

  test('two clocks on one world fire each deadline once', async () => {
    for (let n = 0; n < 5; n++) await liveOrder()
    const now = addMinutes(START, 30)
    await Promise.all([fireDue({ db, log }, now, new Set()), fireDue({ db, log }, now, new Set())])
    expect(await asked('escalate')).toHaveLength(5)
  })

  test('fires by itself when the clock of a drill is moved, however far', async () => {
    const world = { kind: 'drill' as const, db, log, clock: new SettableClock(START) }
    await liveOrder()
    clock = startClock(world, { life: await newLife() })
    world.clock.set(addHours(START, 3))
    clock.wake()
    await until(async () => (await asked('escalate')).length === 1)
    expect(await heldClocks(db)).toEqual([])
  })

  test('holds the firing of a live world whose clock jumps by more than ten minutes, until it is released', async () => {
    for (const step of [addHours(START, 3), addHours(START, -1)]) {
      await liveOrder()
      const before = (await asked('escalate')).length
      const world = { kind: 'live' as const, db, log, clock: new SettableClock(START) }
      clock = startClock(world, { life: await newLife() })
      world.clock.set(step)
      clock.wake()
      await until(async () => (await heldClocks(db)).length === 1)
      await sleep(100)
      expect(await asked('escalate')).toHaveLength(before)
      expect((await heldClocks(db))[0]?.read).toBe(step)
      await releaseClocks(db)
      clock.wake()
      // Forwards, what is due by the time that was found right fires; backwards nothing is.
      if (step > START) await until(async () => (await asked('escalate')).length > before)
      else await sleep(100)
      expect(await asked('escalate')).toHaveLength(step > START ? 1 : before)
      expect(await heldClocks(db)).toEqual([])
      await clock.close()
    }
  })

  test('holds only the clock that jumped: another goes on, and each deadline fires once', async () => {
    const [wrong, right] = [START, START].map((at) => ({
      kind: 'live' as const,
      db,
      log,
      clock: new SettableClock(at),
    })) as [LiveWorld, LiveWorld]
    const ids = [await liveOrder(), await liveOrder()]
    const jumped = startClock(wrong, { life: await newLife() })
    clock = startClock(right, { life: await newLife() })
    wrong.clock.set(addHours(START, 1))
    jumped.wake()
    await until(async () => (await heldClocks(db)).length === 1)
    expect(await asked('escalate')).toEqual([])
    // Half an hour passes for the one that is right, in steps that are no jumps even where a look is late.
    for (let minute = 2; minute <= 30; minute += 2) {
      right.clock.set(addMinutes(START, minute))
      clock.wake()
      await sleep(20)
    }
    await until(async () => (await asked('escalate')).length === 2)
    await releaseClocks(db)
    jumped.wake()
    await sleep(100)
    await jumped.close()
    // By the wrong clock that was let go on the second rung is due, and the first was climbed once.
    expect(await asked('escalate', 'remind')).toEqual(ids.toSorted())
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
