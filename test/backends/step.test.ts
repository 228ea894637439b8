import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MACHINES } from '../../machines/index.ts'
import type { Change } from '../../machines/warning.ts'
import { deliveryMachine, type DeliveryEvent } from '../../machines/delivery.ts'
import { loadEffects } from '../../src/db/effects.ts'
import type { Db } from '../../src/db/port.ts'
import { begin, initial, inStep, step, stepCohort } from '../../src/db/step.ts'
import { newId } from '../../src/model/id.ts'
import { eachDatabase } from '../help/databases.ts'
import { WHOLE_LADDER } from '../machines/samples.ts'
import { runs } from '../help/runs.ts'

const NOW = '2020-12-25T10:00:00.000Z'
const LATER = '2020-12-25T11:00:00.000Z'
const doing = { now: NOW, by: 'engine' }

const change: Change = {
  kind: 'issue',
  ground: 'rule',
  level: 'orange',
  startsAt: '2020-12-26T16:00:00.000Z',
  endsAt: '2020-12-28T16:00:00.000Z',
  rank: 2,
  signBy: '2020-12-25T12:00:00.000Z',
}

async function aWarning(db: Db): Promise<string> {
  const id = newId(NOW)
  await db.transaction((tx) =>
    begin(
      tx,
      'warning',
      {
        id,
        area: `city-${id}`,
        columns: { name: 'w', rulebook_id: 'cn-2024-6', rulebook_hash: 'x', episode_from: '2020-12-26' },
        input: { change },
      },
      doing,
    ),
  )
  return id
}

async function anOrder(db: Db, warning: string): Promise<string> {
  const id = newId(NOW)
  await db.transaction((tx) =>
    begin(
      tx,
      'order',
      {
        id,
        area: '140882',
        columns: {
          order_id: id,
          number: id,
          revision: 1,
          purpose: 'order',
          warning_id: warning,
          enterprise_id: newId(NOW),
          credit_code: 'x',
          name: 'x',
          grade: 'C',
          weight: 1,
          content: '{}',
        },
        input: { level: 'orange', ladder: WHOLE_LADDER },
      },
      doing,
    ),
  )
  return id
}

async function aDelivery(db: Db, order: string): Promise<string> {
  const id = newId(NOW)
  await db.transaction((tx) =>
    begin(
      tx,
      'delivery',
      {
        id,
        area: '140882',
        columns: { order_row: order, channel: 'webhook', address: 'http://x', purpose: 'order', key: id },
        input: undefined,
      },
      doing,
    ),
  )
  return id
}

eachDatabase((_, open) => {
  let db: Db
  beforeAll(async () => {
    db = await open()
  })
  afterAll(() => db.close())

  it('stores state, deadline, journal and effects in one transaction', async () => {
    const id = await aWarning(db)
    await db.transaction((tx) =>
      step(db, tx, { kind: 'warning', id }, { type: 'CONSULTATION_HELD', decision: 'proceed' }, doing),
    )
    await db.transaction((tx) =>
      step(db, tx, { kind: 'warning', id }, { type: 'OFFICER_SIGNED', rank: 2, now: NOW }, doing),
    )
    const [row] = await db.rows('select state, due_at from warning where id = $1', [id])
    expect(row).toEqual({ state: 'scheduled.steady', due_at: change.startsAt })
    expect(await db.rows('select kind, lane, params from effect where subject = $1 order by id', [id])).toEqual([
      { kind: 'planOrders', lane: 'desk', params: { revision: 1 } },
      { kind: 'tellOfWarning', lane: 'desk', params: { revision: 1 } },
      { kind: 'taskDepartments', lane: 'desk', params: {} },
    ])
    expect(await db.rows('select event from journal where subject = $1 order by seq', [id])).toEqual([
      { event: 'BEGUN' },
      { event: 'CONSULTATION_HELD' },
      { event: 'OFFICER_SIGNED' },
    ])
  })

  it('refuses by name, journals the refusal and writes nothing else', async () => {
    const id = await aWarning(db)
    const attempt = inStep(db, async (tx) => {
      await tx.rows(`insert into fact (key, value) values ($1, '1')`, [id])
      await step(db, tx, { kind: 'warning', id }, { type: 'OFFICER_SIGNED', rank: 3, now: NOW }, doing)
    })
    await expect(attempt).rejects.toMatchObject({
      code: 'event.refused',
      message:
        'w is proposed, waiting for consultation: sign is not possible; possible now: propose a change, confer, drop the proposal, withdraw.',
    })
    expect(await db.rows('select state from warning where id = $1', [id])).toEqual([{ state: 'proposed' }])
    expect(await db.rows('select key from fact where key = $1', [id])).toEqual([])
    expect(await db.rows(`select event from journal where subject = $1 and event = 'REFUSED'`, [id])).toHaveLength(1)
  })

  it('brings a row that the release before wrote up to date under its lock, once for all who step it', async () => {
    const delivery = await aDelivery(db, await anOrder(db, await aWarning(db)))
    await db.rows(
      `update delivery set state = 'retrying', context = '{"attempts": 2}', machine_version = 1 where id = $1`,
      [delivery],
    )
    const event: DeliveryEvent = { type: 'ATTEMPT_FAILED', retryAt: LATER, why: '503' }
    const attempt = () => inStep(db, (tx) => step(db, tx, { kind: 'delivery', id: delivery }, event, doing))
    await Promise.all([attempt(), attempt()])
    const [row] = await db.rows('select state, context, machine_version from delivery where id = $1', [delivery])
    expect(row).toEqual({
      state: 'retrying',
      context: { attempts: 4, repeated: false, reportBy: null },
      machine_version: MACHINES.delivery.version,
    })
  })

  it('does not take a signature of too low a rank', async () => {
    const id = await aWarning(db)
    await db.transaction((tx) =>
      step(db, tx, { kind: 'warning', id }, { type: 'CONSULTATION_HELD', decision: 'proceed' }, doing),
    )
    await expect(
      inStep(db, (tx) => step(db, tx, { kind: 'warning', id }, { type: 'OFFICER_SIGNED', rank: 1, now: NOW }, doing)),
    ).rejects.toMatchObject({ code: 'event.refused' })
  })

  it('admits one living warning of an area', async () => {
    const id = await aWarning(db)
    const again = db.transaction((tx) =>
      begin(
        tx,
        'warning',
        {
          id: newId(NOW),
          area: `city-${id}`,
          columns: { name: 'w', rulebook_id: 'cn-2024-6', rulebook_hash: 'x', episode_from: '2020-12-26' },
          input: { change },
        },
        doing,
      ),
    )
    await expect(again).rejects.toMatchObject({ state: '23505', constraint: 'warning_alive' })
  })

  it('escalates on the deadline that stands and on no other', async () => {
    const order = await anOrder(db, await aWarning(db))
    const ref = { kind: 'order', id: order } as const
    await db.transaction((tx) => step(db, tx, ref, { type: 'ORDER_DELIVERED', now: NOW }, doing))
    const due = '2020-12-25T10:30:00.000Z'
    const tick = (now: string, saw = due) => ({ type: 'TICK', now, deadline: 'answer', due: saw }) as const
    for (const wrong of [tick('2020-12-25T10:29:59.999Z'), tick(LATER, NOW)])
      await expect(inStep(db, (tx) => step(db, tx, ref, wrong, doing))).rejects.toMatchObject({ code: 'event.refused' })
    await db.transaction((tx) => step(db, tx, ref, tick(LATER), { ...doing, now: LATER }))
    const [row] = await db.rows<{ due_at: string; context: object }>(
      'select context, due_at from enterprise_order where id = $1',
      [order],
    )
    expect(row).toMatchObject({ context: { rung: 'remind' }, due_at: '2020-12-25T11:20:00.000Z' })
    const effects = await db.rows<{ id: string }>('select id from effect where subject = $1', [order])
    expect(
      await loadEffects(
        db,
        effects.map(({ id }) => id),
      ),
    ).toMatchObject([{ kind: 'escalate', params: { rung: 'remind' } }])
  })

  it('steps a cohort exactly as its members would step alone', async () => {
    const warning = await aWarning(db)
    const order = await anOrder(db, warning)
    const events = fc.constantFrom<DeliveryEvent>(
      { type: 'ATTEMPT_DELIVERED' },
      { type: 'ATTEMPT_FAILED', retryAt: LATER, why: '503' },
      { type: 'ATTEMPT_GAVE_UP', why: '410' },
      { type: 'MESSAGE_WITHDRAWN' },
    )
    const rounds = fc.array(fc.tuple(events, fc.uniqueArray(fc.nat({ max: 5 }))), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(rounds, async (script) => {
        const together = await Promise.all(Array.from({ length: 6 }, () => aDelivery(db, order)))
        const alone = await Promise.all(Array.from({ length: 6 }, () => aDelivery(db, order)))
        for (const [event, members] of script) {
          const ids = members.map((n) => together[n] ?? '')
          const { moved, refused } = await db.transaction((tx) => stepCohort(tx, 'delivery', ids, event, doing))
          expect([...moved, ...refused].sort()).toEqual([...ids].sort())
          for (const n of members)
            await inStep(db, (tx) => step(db, tx, { kind: 'delivery', id: alone[n] ?? '' }, event, doing)).catch(
              () => null,
            )
        }
        const stateOf = (ids: string[]) =>
          db.rows(
            'select state, context, due_at from delivery where id = any($1::uuid[]) order by array_position($1::uuid[], id)',
            [ids],
          )
        expect(await stateOf(together)).toEqual(await stateOf(alone))
        const effectsOf = (ids: string[]) =>
          db.rows(
            `select kind, params, not_before, array_position($1::uuid[], subject) as n from effect
             where subject = any($1::uuid[]) order by n, params`,
            [ids],
          )
        expect(await effectsOf(together)).toEqual(await effectsOf(alone))
      }),
      runs(15),
    )
  })

  it('journals a cohort once for each area, with its members', async () => {
    const order = await anOrder(db, await aWarning(db))
    const ids = [await aDelivery(db, order), await aDelivery(db, order)]
    await db.transaction((tx) => stepCohort(tx, 'delivery', ids, { type: 'ATTEMPT_DELIVERED' }, doing))
    const entries = await db.rows<{ members: string[] }>(
      `select members, event from journal where event = 'ATTEMPT_DELIVERED' and members @> $1::uuid[]`,
      [ids],
    )
    expect(entries).toHaveLength(1)
    expect(entries[0]?.members.toSorted()).toEqual(ids.toSorted())
  })

  it('begins many rows as it begins one', () => {
    const { state, context, version } = initial('delivery', undefined)
    expect({ state, context, version }).toEqual({
      state: 'queued',
      context: '{"attempts":0,"repeated":false,"reportBy":null}',
      version: 2,
    })
    expect(deliveryMachine.id).toBe('delivery')
  })
})
