import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginByItself } from '../../src/consultation/calendar/begin.ts'
import { callSlots } from '../../src/consultation/effects.ts'
import type { Effect } from '../../src/db/effects.ts'
import { fireDue } from '../../src/queue/clock.ts'
import type { World } from '../../src/world.ts'
import { openTestApp, type TestApp } from '../help/app.ts'

/* Where consultations begin to call themselves, without a queue: the clock and the effect by hand. */

const CITY = '140800'
let opened: TestApp
let world: TestApp['world']

beforeAll(async () => {
  opened = await openTestApp({ kind: 'demo' })
  world = opened.world
})
afterAll(() => opened.close())

const doing = () => ({ now: world.clock.now(), by: 'engine' })
const begin = (of: World) => of.db.transaction((tx) => beginByItself(of, tx, CITY, doing()))
const calendars = () => world.db.rows<{ state: string; due: string }>('select state, due_at as due from conferring')
const slots = async () =>
  (await world.db.rows<{ slot: string }>('select slot_at as slot from consultation order by id')).map(
    ({ slot }) => slot,
  )

/** Tells the deadlines of now, and has what comes of it done, each effect twice. */
async function pass(to: string): Promise<void> {
  world.clock.set(to)
  await fireDue(world, to, new Set())
  const asked = await world.db.rows<Effect<'callSlots'>>(
    `select id, kind, subject, area, params from effect where kind = 'callSlots'`,
  )
  for (const effect of asked) await Promise.all([callSlots(world, effect), callSlots(world, effect)])
}

test('in a drill nobody sits at such a table; elsewhere they begin once', async () => {
  await begin({ ...world, kind: 'drill' })
  expect(await calendars()).toEqual([])
  await Promise.all([begin(world), begin(world)])
  expect(await calendars()).toEqual([{ state: 'waiting', due: '2020-12-18T07:00:00.000Z' }])
})

test('an effect that is done twice calls one; a clock that stood still for days calls the last, and writes down the rest', async () => {
  await pass('2020-12-18T07:00:00.000Z')
  await pass('2020-12-18T07:00:00.000Z')
  expect(await slots()).toEqual(['2020-12-18T07:00:00.000Z'])
  await pass('2020-12-22T08:00:00.000Z')
  expect(await slots()).toEqual(['2020-12-18T07:00:00.000Z', '2020-12-22T07:00:00.000Z'])
  const [last] = await world.db.rows<{ body: string }>(
    `select body from journal where kind = 'conferring' and event = 'SLOTS_CALLED' order by seq desc limit 1`,
  )
  expect(last?.body).toContain('错过 3 次')
  expect(await calendars()).toEqual([{ state: 'waiting', due: '2020-12-23T07:00:00.000Z' }])
})

test('a clock that is set back calls none again', async () => {
  await world.db.rows(`update conferring set due_at = '2020-12-22T07:00:00Z',
    context = '{"lookedAt": "2020-12-22T06:00:00.000Z", "deadlines": {"look": "2020-12-22T07:00:00.000Z"}}'`)
  await pass('2020-12-22T07:30:00.000Z')
  expect(await slots()).toHaveLength(2)
})

test('what an officer has ended does not begin by itself again', async () => {
  const token = opened.tokens.get('dutyOfficer')
  const [{ id }] = (await world.db.rows<{ id: string }>('select id from conferring')) as [{ id: string }]
  const answer = await opened.app.inject({
    method: 'POST',
    url: `/api/v1/consultations/calendars/${id}/end`,
    headers: { authorization: `Bearer ${token}` },
    payload: { reason: '另有安排' },
  })
  expect(answer.statusCode).toBe(200)
  await begin(world)
  expect(await calendars()).toEqual([{ state: 'ended', due: null }])
})
