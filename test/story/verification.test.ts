import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEnterpriseTokens } from '../../src/people/admit.ts'
import { addDays, startOfDay } from '../../src/model/time.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'
import { Meters } from '../help/meters.ts'

/* Whether it is done (执行核查): five brickworks that have to stand for two days, and what their meters say. */

let story: StoryEngine
let hands: ByHand
let desk: Desk
let meters: Meters
let day = ''
let warning = ''
const ids = new Map<string, string>()
const [GOOD, NIGHT, SILENT, GAPS, LATE] = [0, 1, 2, 3, 4].map(inventedCode) as [string, string, string, string, string]

interface Shown extends Record<string, unknown> {
  id: string
  orderId: string
  enterpriseId: string
  line: string
  day: string
  outcome: string
  judged: string
  confidence: number
  rests: string
  version: number
  say: { zh: string; en: string }
  values: Record<string, unknown>[]
  promised: Record<string, string>
  shown: Record<string, string>
  ruling: Record<string, unknown> | null
}
const ask = (who: string, path: string, body?: object) =>
  story.ask<Record<string, unknown> & { items: Shown[] }>(who, body ? 'POST' : 'GET', path, body)
const verdicts = async (query = '', who = 'auditor') =>
  (await ask(who, `/warnings/${warning}/verdicts?limit=200${query}`)).body.items
const of = async (code: string, on: string) =>
  (await verdicts(`&day=${on}`)).filter(({ enterpriseId }) => enterpriseId === ids.get(code))
const noise = (n: number) => 400 + ((n * 37) % 23)

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(5),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  meters = new Meters(story.engine.world)
  day = await desk.episode([210, 215, 160, 80, 80, 80, 80])
  expect(await desk.sign()).toBe(200)
  warning = (await desk.living()).id
  await hands.settle()
  const { db } = story.engine.world
  for (const { id, code } of await db.rows<{ id: string; code: string }>(
    'select id, credit_code as code from enterprise',
  ))
    ids.set(code, id)
  const next = addDays(day, 1)
  const isOn = (on: string) => on < day
  const history = addDays(day, -20)
  const shows: Record<string, (on: string, hour: number) => number | null> = {
    // A Sunday of repair is no usual day.
    [GOOD]: (on, hour) => (on === addDays(day, -5) ? 3 : isOn(on) ? noise(hour) : 21 + (hour % 3)),
    [NIGHT]: (on, hour) => (isOn(on) || hour >= 20 || hour < 5 ? noise(hour) : 18 + (hour % 3)),
    [GAPS]: (on, hour) => (isOn(on) ? noise(hour) : hour < 9 ? 20 + (hour % 2) : null),
    [LATE]: (on, hour) => (isOn(on) ? noise(hour) : 19 + (hour % 2)),
  }
  for (const [code, valueOf] of Object.entries(shows)) {
    const source = await meters.enter(code, {})
    const late = code === LATE ? { at: startOfDay(addDays(next, 0), 8) } : {}
    await meters.fill(source, history, next, valueOf, late)
  }
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

test('after midnight each line of each order has its verdict, with every value read and the sentence why', async () => {
  await desk.at(addDays(day, 1), 1)
  await hands.settle()
  expect(await verdicts()).toEqual([])
  await desk.at(addDays(day, 1), 2)
  await hands.settle()
  const found = await verdicts(`&day=${day}`)
  expect(found.length).toBe(5)
  const [good] = await of(GOOD, day)
  expect(good).toMatchObject({
    outcome: 'compliant',
    judged: 'compliant',
    rests: 'power',
    line: '1#',
    version: 1,
    ruling: null,
  })
  expect(good?.say.zh).toMatch(/^1#隧道窑，要求“停产”：已落实（依据用电）。/)
  expect(good?.values).toHaveLength(1)
  expect(good?.shown).toEqual(good?.promised)
  const [night] = await of(NIGHT, day)
  expect(night).toMatchObject({ outcome: 'notCompliant' })
  expect(night?.say.zh).toContain('其中夜间')
  const [silent] = await of(SILENT, day)
  expect(silent).toMatchObject({ outcome: 'insufficient', confidence: 0, rests: 'none' })
  expect(silent?.shown).toMatchObject({ pm: '0' })
  const [gaps] = await of(GAPS, day)
  expect(gaps).toMatchObject({ outcome: 'insufficient' })
  const [late] = await of(LATE, day)
  expect(late).toMatchObject({ outcome: 'doubtful' })
  expect(late?.say.zh).toContain('时钟可能偏移')
})

test('only who may sees them, the enterprise its own, and garbage is refused', async () => {
  const [night] = await of(NIGHT, day)
  const order = night?.orderId ?? ''
  expect((await ask('elsewhere', `/warnings/${warning}/verdicts`)).status).toBe(404)
  expect((await ask('elsewhere', `/verdicts/${night?.id}`)).status).toBe(404)
  expect((await ask('elsewhere', `/orders/${order}/verdicts`)).status).toBe(404)
  expect((await ask('auditor', `/orders/${order}/verdicts`)).body.items).toHaveLength(1)
  expect((await ask('auditor', `/orders/${warning}/verdicts`)).status).toBe(404)
  expect((await ask('auditor', `/warnings/${order}/verdicts`)).status).toBe(404)
  expect((await ask('auditor', `/warnings/${warning}/verdicts?outcome=fine`)).status).toBe(400)
  expect((await ask('auditor', '/verdicts/x')).status).toBe(400)
  const { world } = story.engine
  const made = await createEnterpriseTokens(
    world,
    [NIGHT, GOOD].map((code) => ({ enterprise: ids.get(code) ?? '', name: code, area: '140802' })),
    world.clock.now(),
  )
  const [own = '', other = ''] = [NIGHT, GOOD].map((code) => made.get(ids.get(code) ?? '') ?? '')
  expect((await ask(own, `/me/orders/${order}/verdicts`)).body.items).toMatchObject([{ outcome: 'notCompliant' }])
  expect((await ask(other, `/me/orders/${order}/verdicts`)).status).toBe(404)
  expect((await ask(own, `/verdicts/${night?.id}`)).status).toBe(403)
})

const draws = () =>
  story.engine.world.db.rows(
    `select to_char(day, 'YYYY-MM-DD') as day, area, drawn_by as by from inspection_draw order by day`,
  )

test('in the morning visits are drawn where no officer has drawn them, what the night showed first; nobody draws twice', async () => {
  await desk.at(addDays(day, 1), 5)
  await hands.settle()
  // The day before was over when its night's look came.
  expect(await draws()).toEqual([])
  await desk.at(addDays(day, 1), 6)
  await hands.settle()
  const engine = { day: addDays(day, 1), area: '140802', by: 'engine' }
  expect(await draws()).toEqual([engine])
  const visits = (await ask('duty', `/inspections?day=${engine.day}`)).body.items as unknown as {
    enterpriseId: string
    cause: string
    state: string
  }[]
  expect(new Set(visits.filter(({ cause }) => cause === 'verdict').map(({ enterpriseId }) => enterpriseId))).toEqual(
    new Set([NIGHT, SILENT, GAPS, LATE].map((code) => ids.get(code))),
  )
  expect(visits.map(({ cause, state }) => `${cause} ${state}`).filter((one) => !one.startsWith('verdict'))).toEqual([
    'risk planned',
  ])
  const plan = { warning, area: '140802', day: engine.day, most: 1 }
  expect((await ask('duty', '/inspections/plans', plan)).body['code']).toBe('inspection.drawn')
  // Whoever draws ahead, for the whole city here, has drawn.
  const ahead = { ...plan, area: '140800', day: addDays(day, 2) }
  expect((await ask('duty', '/inspections/plans', ahead)).status).toBe(201)
})

test('what comes in late revises a verdict, once, and the journal keeps both', async () => {
  const { db } = story.engine.world
  const [gaps] = await of(GAPS, day)
  const [source] = await db.rows<{ id: string }>('select id from evidence_source where enterprise_id = $1', [
    ids.get(GAPS),
  ])
  await meters.fill(source?.id ?? '', day, addDays(day, 1), (_, hour) => (hour < 9 ? null : 22 + (hour % 4)))
  await desk.at(addDays(day, 2), 2)
  await hands.settle()
  const [revised] = await of(GAPS, day)
  expect(revised).toMatchObject({ id: gaps?.id, outcome: 'compliant', version: 2 })
  const [good] = await of(GOOD, day)
  expect(good).toMatchObject({ version: 1 })
  // The second day has no values at all.
  expect((await of(GOOD, addDays(day, 1)))[0]).toMatchObject({ outcome: 'insufficient' })
  const entries = await db.rows<{ body: { verdicts: { id: string; outcome: string; version: number }[] } }>(
    `select body::jsonb as body from journal where kind = 'verdict' and event = 'VERDICTS_MADE' and members @> $1 or
       kind = 'verdict' and event = 'VERDICTS_MADE' and subject = $2 order by seq`,
    [[gaps?.id], gaps?.id],
  )
  const told = entries.flatMap(({ body }) => body.verdicts.filter(({ id }) => id === gaps?.id))
  expect(told.map(({ outcome, version }) => [outcome, version])).toEqual([
    ['insufficient', 1],
    ['compliant', 2],
  ])
})

test('where an officer drew ahead, for the whole city here, the morning draws no more', async () => {
  await desk.at(addDays(day, 2), 7)
  await hands.settle()
  expect(await draws()).toMatchObject([
    { by: 'engine' },
    { day: addDays(day, 2), area: '140800', by: expect.stringMatching(/^user:/) },
  ])
})

test('an officer rules otherwise, with a reason, on what was read; two at once are one', async () => {
  const [late] = await of(LATE, day)
  const path = `/verdicts/${late?.id}/review`
  const ruling = { outcome: 'compliant', reason: '现场核实已停窑，电表时钟已校准', version: late?.version ?? 0 }
  expect((await ask('auditor', path, ruling)).status).toBe(403)
  expect((await ask('elsewhere', path, ruling)).status).toBe(404)
  expect((await ask('duty', path, { ...ruling, reason: '' })).status).toBe(400)
  expect((await ask('duty', path, { ...ruling, version: 99 })).body['code']).toBe('verdict.moved')
  const both = await Promise.all([ask('duty', path, ruling), ask('duty', path, { ...ruling, reason: '另一理由' })])
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  const [ruled] = await of(LATE, day)
  expect(ruled).toMatchObject({ outcome: 'compliant', judged: 'doubtful', ruling: { outcome: 'compliant' } })
  // What the engine finds later stands beside it and does not count.
  await desk.at(addDays(day, 3), 2)
  await hands.settle()
  expect((await of(LATE, day))[0]).toMatchObject({ outcome: 'compliant', judged: 'doubtful' })
  expect((await verdicts('&outcome=compliant')).map(({ id }) => id)).toContain(late?.id)
})

test('it goes on while the response does, ends some days after it, and everything stands sound', async () => {
  await desk.end()
  await desk.at(addDays(day, 3), 23)
  await hands.settle()
  const { db } = story.engine.world
  const waiting = () => db.rows(`select id from effect where kind = 'verify'`)
  expect(await waiting()).toHaveLength(1)
  const all = await verdicts()
  expect(new Set(all.map(({ orderId, line, day: on }) => `${orderId} ${line} ${on}`)).size).toBe(all.length)
  for (let n = 4; n < 14; n += 1) {
    await desk.at(addDays(day, n), 3)
    await hands.settle()
  }
  expect(await waiting()).toEqual([])
  await expectSound(db)
})
