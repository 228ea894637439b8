import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { furnishList } from '../../src/inventory/import.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { ByHand, type Between } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'
import { AREAS, workbook } from '../help/lists.ts'

/** More enterprises than one chunk of the embedded database holds. */
const MANY = 205

let story: StoryEngine
let hands: ByHand
let desk: Desk
let between: Between = async () => undefined

beforeAll(async () => {
  story = await StoryEngine.open(
    { databaseUrl: null, redisUrl: null },
    {
      list: brickworks(MANY),
      clock: '2024-12-16T10:00:00.000Z',
      answering: () => ({ status: 200 }),
      parts: ['api'],
    },
  )
  hands = new ByHand(story.engine.world, () => between())
  desk = new Desk(story, () => hands.settle())
})
afterAll(async () => {
  await hands.close()
  await story.close()
})
beforeEach(async () => {
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  story.received.length = 0
})
afterEach(async () => {
  between = async () => undefined
  await hands.settle()
  await expectSound(story.engine.world.db)
  await desk.end()
  await expectSound(story.engine.world.db)
})

/** Runs something once, before the n-th transaction from now. */
function before(n: number, happens: () => Promise<void>): void {
  let count = 0
  between = async () => {
    if (++count !== n) return
    between = async () => undefined
    await happens()
  }
}

async function live(): Promise<{ level: string; n: number }[]> {
  return await story.engine.world.db.rows(
    `select content->>'level' as level, count(*) as n from enterprise_order
     where state not in ('superseded', 'released', 'recalled') group by 1 order by 1`,
  )
}

test('a lift that is signed while orders are still being planned leaves none alive (I3)', async () => {
  await desk.at(desk.day(0), 12)
  await hands.tick()
  // The plan pins its list, writes the first chunk, and then:
  before(3, async () => {
    expect(await desk.change('lift', {})).toBe(200)
    await hands.run('releaseOrders')
  })
  await hands.run('planOrders')
  await hands.settle()
  expect(await desk.warning()).toMatchObject({ state: 'lifted' })
  expect(await live()).toEqual([])
})

test('a warning that is withdrawn while its orders are being planned leaves none alive (I3)', async () => {
  const { id } = await desk.living()
  before(3, async () => {
    expect((await story.ask('mayor', 'POST', `/warnings/${id}/withdraw`, { reason: '误报' })).status).toBe(200)
    await hands.run('releaseOrders')
  })
  await hands.run('planOrders')
  await hands.settle()
  expect(await live()).toEqual([])
})

test('a raise that is signed while the first orders are being planned reaches everybody, and nobody twice (I2)', async () => {
  before(3, async () => {
    expect(await desk.change('raise', { level: 'orange' })).toBe(200)
    const second = new ByHand(story.engine.world)
    for (const effect of (await second.due('planOrders')).slice(1)) await second.carryOut(effect)
    await second.close()
  })
  await hands.run('planOrders')
  await hands.settle()
  expect(await live()).toEqual([{ level: 'orange', n: MANY }])
})

test('two workers that carry out one plan at once order everybody once', async () => {
  const [effect] = await hands.due('planOrders')
  if (!effect) throw new Error('nothing is to be planned')
  await Promise.all([hands.carryOut(effect), hands.carryOut(effect)])
  await hands.settle()
  expect(story.received).toHaveLength(MANY)
})

test('an enterprise whose planning fails stops nobody but itself, keeps what it holds, and is ordered once the cause is gone', async () => {
  const { world } = story.engine
  await hands.settle()
  const sick = inventedCode(3)
  const unwell = (entry: string) =>
    world.db.rows(`update listing set entry = ${entry} where credit_code = $1`, [sick]).then(() => undefined)
  const [whole] = await world.db.rows<{ entry: string }>(
    'select entry::text as entry from listing where credit_code = $1 limit 1',
    [sick],
  )
  await unwell(`jsonb_set(entry::jsonb, '{lines}', 'null')::json`)
  const { id } = await desk.living()
  const told = async () =>
    z.object({ unplanned: z.int() }).parse((await story.ask('duty', 'GET', `/warnings/${id}/board`)).body)
  const retry = () => story.ask('duty', 'POST', `/warnings/${id}/unplanned/retry`, {})
  expect((await retry()).body).toMatchObject({ code: 'plan.nobodyLeftOut' })

  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.settle()
  expect(await live()).toEqual([
    { level: 'orange', n: MANY - 1 },
    { level: 'yellow', n: 1 },
  ])
  expect(await told()).toEqual({ unplanned: 1 })
  const listed = await story.ask('duty', 'GET', `/warnings/${id}/unplanned`)
  expect(listed.body).toMatchObject({
    items: [{ enterprise: { creditCode: sick }, revision: 2, tries: 1, why: expect.stringMatching(/null/) }],
    next: null,
  })

  // Asked too early it stays where it is, and says so.
  expect((await retry()).status).toBe(202)
  await hands.settle()
  expect((await story.ask('duty', 'GET', `/warnings/${id}/unplanned`)).body).toMatchObject({ items: [{ tries: 2 }] })

  await unwell(`'${whole?.entry ?? ''}'`)
  story.received.length = 0
  expect((await retry()).status).toBe(202)
  await hands.settle()
  expect(await live()).toEqual([{ level: 'orange', n: MANY }])
  expect(story.received.map(({ body }) => body.enterprise.creditCode)).toEqual([sick])
  expect(await told()).toEqual({ unplanned: 0 })
  const events = await world.db.rows<{ event: string }>(
    `select event from journal where subject = $1 and event ~ 'PLANNED|ANEW' order by seq`,
    [id],
  )
  expect(events.map(({ event }) => event)).toEqual([
    'ENTERPRISE_UNPLANNED',
    'PLANNING_ASKED_ANEW',
    'ENTERPRISE_UNPLANNED',
    'PLANNING_ASKED_ANEW',
    'ENTERPRISE_PLANNED_AFTER_ALL',
  ])
})

test('a plan that fails half way goes on where it was, and so do the messages', async () => {
  before(3, () => Promise.reject(new Error('the connection is gone')))
  await expect(hands.run('planOrders')).rejects.toThrow('gone')
  expect(await live()).toEqual([{ level: 'yellow', n: 200 }])
  before(2, () => Promise.reject(new Error('the connection is gone')))
  await expect(hands.run('handOver')).rejects.toThrow('gone')
  await hands.settle()
  expect(story.received).toHaveLength(MANY)
  expect(new Set(story.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(MANY)
})

test('a raise that is planned while the first messages are being written reaches everybody', async () => {
  await hands.run('planOrders')
  const [first] = await hands.due('handOver')
  if (!first) throw new Error('nothing is to be handed over')
  // The first chunk of messages is written; those whom it passed get a new revision before the second.
  before(2, async () => {
    expect(await desk.change('raise', { level: 'orange' })).toBe(200)
    const second = new ByHand(story.engine.world)
    await second.run('planOrders')
    await second.close()
  })
  await hands.carryOut(first)
  await hands.settle()
  expect(await live()).toEqual([{ level: 'orange', n: MANY }])
  expect(story.received.filter(({ body }) => body.warning.level === 'orange')).toHaveLength(MANY)
})

test('a release that fails half way goes on where it was', async () => {
  await hands.settle()
  await desk.at(desk.day(0), 12)
  await hands.settle()
  expect(await desk.change('lift', {})).toBe(200)
  for (const kind of ['releaseOrders', 'announceRelease'] as const) {
    before(2, () => Promise.reject(new Error('the connection is gone')))
    await expect(hands.run(kind)).rejects.toThrow('gone')
  }
  await hands.settle()
  expect(story.received.filter(({ body }) => body.kind === 'release')).toHaveLength(MANY)
})

test('a list that is released in the middle of a warning changes nothing in it (law 11)', async () => {
  // The right rank has signed, the orders are not yet planned: another version comes into force.
  await desk.at(desk.day(0), -5)
  await importAnother(MANY + 2)
  await hands.settle()
  expect(await live()).toEqual([{ level: 'yellow', n: MANY }])
  expect(await desk.change('raise', { level: 'orange' })).toBe(200)
  await hands.settle()
  expect(await live()).toEqual([{ level: 'orange', n: MANY }])
})

test('an empty list orders nobody and ends the plan', async () => {
  await hands.settle()
  await desk.end()
  // The list in force names nobody: rows of a version are never changed, so a version of its own has none.
  const { db } = story.engine.world
  await db.rows(`insert into list select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(),
    'released_at', l.released_at + interval '1 second'))).* from list l order by released_at desc limit 1`)
  await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  expect(await live()).toEqual([])
  expect(await hands.due()).toEqual([])
})

async function importAnother(count: number): Promise<void> {
  const { world } = story.engine
  const doing = { now: world.clock.now(), by: 'engine' }
  const industries = loadIndustries()
  await furnishList({ ...world, areas: AREAS }, await workbook(brickworks(count)), { industries }, doing)
}
