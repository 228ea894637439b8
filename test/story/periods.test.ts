import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * A special period (专项时段): its stage has stricter levels and asks for the heads of the counties; before and after it
 * the same forecast calls for nothing.
 */

const PERIOD = `
id: yuncheng-games
title: { zh: 运动会空气质量保障, en: Air for the games }
status: design
area: '140800'
from: 2024-12-10
until: 2024-12-22
stages:
  - { kind: before, title: { zh: 赛前阶段, en: before }, status: design, from: 2024-12-10, until: 2024-12-15 }
  - kind: during
    title: { zh: 赛中阶段, en: during }
    status: design
    from: 2024-12-15
    until: 2024-12-19
    heads: { orange: [governmentHead], red: [governmentHead, partyHead], status: design }
    asks:
      - { zh: 重点企业自主加大减排力度, en: large emitters reduce further, status: design }
  - { kind: after, title: { zh: 赛后阶段, en: after }, status: design, from: 2024-12-19, until: 2024-12-22 }
`
const BOOK = `
id: yuncheng-during
title: { zh: 赛中阶段预警分级, en: Levels during the games }
status: design
area: '140800'
extends: cn-2024-6
period: yuncheng-games
from: 2024-12-15
until: 2024-12-19
levels:
  orange:
    any:
      - { aqi: '> 180', hours: 24 }
`
/** One day above 180 and none above 200: nothing by the nation's book, orange by that of the stage. */
const HAZY = [185, 90, 80, 80, 80, 80, 80]

interface Shift {
  id: string
  area: string
  post: string
  state: string
  person: string
  until: string | null
  checkedIn: { how: string } | null
}
interface Holding {
  say: { zh: string }
  book: { id: string; period: string | null }
  periods: { id: string; stages: { kind: string; holds: boolean; heads: { level: string; head: string }[] }[] }[]
  warning: { book: { id: string }; say: { zh: string } } | null
}

let story: StoryEngine
let hands: ByHand
let desk: Desk

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(1),
    clock: '2024-12-10T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
}, 120_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

const at = async (day: string, hour: number) => {
  await desk.at(day, hour)
  await hands.settle()
}
const holding = async (query = '') => (await story.ask<Holding>('auditor', 'GET', `/periods?area=140800${query}`)).body
const hand = (who: string, kind: string, text: string) =>
  story.ask<{ id: string; code: string; detail: string }>(who, 'POST', '/rulebooks/releases', {
    kind,
    text,
    reason: '保障方案',
  })
const decide = (who: string, id: string) =>
  story.ask<{ code: string }>(who, 'POST', `/rulebooks/releases/${id}/decision`, {
    decision: 'confirm',
    reason: '同意',
  })
const heads = async (query = 'only=living') => {
  const { body } = await story.ask<{ items: Shift[] }>('auditor', 'GET', `/shifts?area=140800&limit=500&${query}`)
  return body.items
}
const posts = (some: readonly Shift[]) => [...new Set(some.map(({ post }) => post))].toSorted()

test('a period and its book are handed in and released by two officers; a book without its period is refused', async () => {
  expect(await hand('duty', 'levels', BOOK)).toMatchObject({
    status: 422,
    body: { code: 'rulebook.faulty', detail: expect.stringContaining('yuncheng-games') },
  })
  const wrong = PERIOD.replace('from: 2024-12-15\n', 'from: 2024-12-14\n')
  expect(await hand('duty', 'period', wrong)).toMatchObject({ status: 422, body: { code: 'rulebook.faulty' } })
  expect((await hand('elsewhere', 'period', PERIOD)).status).toBe(404)
  expect((await hand('county', 'period', PERIOD)).status).toBe(403)
  const period = await hand('duty', 'period', PERIOD)
  expect(period.status).toBe(201)
  expect(await hand('duty', 'period', PERIOD)).toMatchObject({ status: 409, body: { code: 'rulebook.open' } })
  expect(await decide('duty', period.body.id)).toMatchObject({ status: 409, body: { code: 'rulebook.samePerson' } })
  expect((await holding()).periods).toEqual([])
  expect((await decide('mayor', period.body.id)).status).toBe(200)
  expect(await hand('duty', 'period', PERIOD)).toMatchObject({ body: { code: 'rulebook.changesNothing' } })

  const outside = BOOK.replace('until: 2024-12-19', 'until: 2024-12-25')
  expect(await hand('duty', 'levels', outside)).toMatchObject({ status: 422, body: { code: 'rulebook.faulty' } })
  const milder = BOOK.replace('levels:', 'excludes: [o3, dust, fireworks, other]\nlevels:')
  expect((await hand('duty', 'levels', milder)).status).toBe(422)
  const book = await hand('duty', 'levels', BOOK)
  expect(book.status).toBe(201)
  expect((await decide('mayor', book.body.id)).status).toBe(200)
  expect(await holding()).toMatchObject({ say: { zh: '运动会空气质量保障：赛前阶段。' }, book: { id: 'cn-2024-6' } })
  expect(await holding('&on=2024-12-15')).toMatchObject({
    say: { zh: '运动会空气质量保障：赛中阶段。' },
    book: { id: 'yuncheng-during', period: 'yuncheng-games' },
  })
  expect(await holding('&on=2024-12-19')).toMatchObject({ book: { id: 'cn-2024-6', period: null } })
  expect((await story.ask('elsewhere', 'GET', '/periods?area=140800')).status).toBe(404)
})

test('before the stage the forecast calls for nothing; what was called by then keeps its book across the border', async () => {
  await at('2024-12-12', 18)
  await desk.forecast('2024-12-13', HAZY)
  expect(await desk.warning()).toBeNull()
  await at('2024-12-14', 18)
  await desk.forecast('2024-12-15', [160, 165, 80, 80, 80, 80, 80])
  expect(await desk.living()).toMatchObject({ state: 'proposed', change: { level: 'yellow' } })
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await at('2024-12-15', 1)
  await desk.forecast('2024-12-16', HAZY)
  expect(await desk.living()).toMatchObject({ level: 'yellow', rulebook: { id: 'cn-2024-6' }, change: null })
  expect((await holding()).warning).toMatchObject({
    book: { id: 'cn-2024-6' },
    say: { zh: expect.stringContaining('按启动时的规则 cn-2024-6 研判') },
  })
  await desk.end()
})

test('inside the stage the same forecast is orange, by the clause of its book', async () => {
  await at('2024-12-15', 18)
  await desk.forecast('2024-12-16', HAZY)
  const warning = await desk.living()
  expect(warning).toMatchObject({ state: 'proposed', change: { level: 'orange' }, rulebook: { id: 'yuncheng-during' } })
  const { assessmentId } = warning as unknown as { assessmentId: string }
  const card = await story.ask('duty', 'GET', `/assessments/${assessmentId}`)
  expect(JSON.stringify(card.body)).toContain('yuncheng-during/orange/')
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  // Signed is not in force: nobody has to be in post yet.
  expect(await heads()).toEqual([])
})

test('at its start the county is asked who of its heads is in post, names one, and that one checks in by the link', async () => {
  await at('2024-12-16', 0)
  const asked = await heads()
  expect(posts(asked)).toEqual(['governmentHead'])
  expect(asked.length).toBeGreaterThan(10)
  const { body } = await story.ask<{ items: Shift[] }>('county', 'GET', '/shifts?only=living')
  const [own, ...more] = body.items
  expect(more).toEqual([])
  expect(own).toMatchObject({ area: '140882', state: 'planned', person: '', until: null })
  const path = `/shifts/${own?.id}`
  expect(await story.ask('county', 'POST', `${path}/check-in`)).toMatchObject({ body: { code: 'shift.nobody' } })
  expect((await story.ask('elsewhere', 'POST', `${path}/person`, { officer: 'duty' })).status).toBe(404)
  const person = { name: '李县长', phone: '15400000123' }
  const named = await story.ask<{ link: string; person: string }>('county', 'POST', `${path}/person`, { person })
  expect(named).toMatchObject({ status: 200, body: { person: '李县长' } })
  const { world } = story.engine
  const journal = await world.db.rows<{ body: string }>(`select body from journal where event = 'PERSON_SET'`)
  expect(JSON.stringify(journal)).not.toMatch(/李县长|15400000123/)
  const other = await story.ask<{ link: string }>('county', 'POST', `${path}/person`, {
    person: { name: '王县长', phone: '15400000124' },
  })
  const tap = (link: string) =>
    fetch(link, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  // Of who was named before the link leads nowhere any more.
  expect((await tap(named.body.link)).status).toBe(404)
  expect((await tap(other.body.link)).status).toBe(200)
  expect((await story.ask<Shift>('auditor', 'GET', path)).body).toMatchObject({
    state: 'present',
    person: '王县长',
    checkedIn: { how: 'link' },
  })
})

test('after an hour those who are not there are missed: on the list, and an alarm in each county', async () => {
  await at('2024-12-16', 0.9)
  expect(await heads('only=absent')).toEqual([])
  await at('2024-12-16', 1)
  const absent = await heads('only=absent')
  expect(absent.length).toBeGreaterThan(10)
  expect(absent.map(({ area }) => area)).not.toContain('140882')
  const { body } = await story.ask<{ items: { cause: string; say: { zh: string } }[] }>(
    'auditor',
    'GET',
    '/wakes?open=true',
  )
  const alarms = body.items.filter(({ cause }) => cause === 'dutyAbsent')
  expect(alarms).toHaveLength(absent.length)
  expect(alarms[0]?.say.zh).toContain('政府主要负责人')
  expect(alarms[0]?.say.zh).toContain('至今未明确人员')
})

test('at red the head of the Party committee is asked for too; who is there already is not asked again', async () => {
  expect(await desk.change('raise', { level: 'red' })).toBe(200)
  await hands.settle()
  expect(posts(await heads())).toEqual(['governmentHead', 'partyHead'])
  const own = (await heads()).filter(({ area }) => area === '140882')
  expect(own.map(({ post, state }) => `${post} ${state}`).toSorted()).toEqual([
    'governmentHead present',
    'partyHead planned',
  ])
  // Looked at again at midnight, the same are asked for, each once.
  const ids = async () => (await heads()).map(({ id }) => id).toSorted()
  const before = await ids()
  await at('2024-12-17', 0)
  expect(await ids()).toEqual(before)
})

test('the stage ends while the warning lives: nobody has to be in post any more, and nothing rings', async () => {
  const missed = (await heads('only=absent')).length
  expect(missed).toBeGreaterThan(0)
  await at('2024-12-19', 0)
  expect((await desk.living()).state).toContain('inForce')
  expect(await heads()).toEqual([])
  const wakes = await story.ask<{ items: { cause: string }[] }>('auditor', 'GET', '/wakes?open=true')
  expect(wakes.body.items.filter(({ cause }) => cause === 'dutyAbsent')).toEqual([])
  // It goes on by the book by which it was called.
  expect((await holding()).warning).toMatchObject({ book: { id: 'yuncheng-during' } })
  await desk.end()
  await at('2024-12-20', 18)
  await desk.forecast('2024-12-21', HAZY)
  expect((await desk.warning())?.state).toBe('lifted')
  await expectSound(story.engine.world.db)
})

test('inside the dates of a stage that asks for more, orders are of the stricter level by its clause, and never of a milder', async () => {
  const late = `
id: yuncheng-late
title: { zh: 马拉松赛空气质量保障, en: Air for the marathon }
status: design
area: '140800'
from: 2024-12-26
until: 2024-12-27
stages:
  - kind: during
    title: { zh: 赛事当日, en: the day itself }
    status: design
    from: 2024-12-26
    until: 2024-12-27
    tightens: { yellow: orange, status: design }
`
  for (const milder of ['{ orange: yellow, status: design }', '{ red: orange, status: design }', '{ status: design }'])
    expect((await hand('duty', 'period', late.replace(/tightens: .+/, `tightens: ${milder}`))).status).toBe(422)
  const handed = await hand('duty', 'period', late)
  expect(handed.status).toBe(201)
  expect((await decide('mayor', handed.body.id)).status).toBe(200)
  await at('2024-12-24', 18)
  await desk.forecast('2024-12-25', [160, 165, 80, 80, 80, 80, 80])
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  interface Order {
    id: string
    revision: number
    content: { summary: { zh: string }; changes: { kind: string }[]; clauses: { id: string; document: string }[] }
  }
  const { id: warning } = await desk.living()
  const order = async () => {
    const { body } = await story.ask<{ items: Order[] }>('duty', 'GET', `/orders?warning=${warning}`)
    return (await story.ask<Order>('duty', 'GET', `/orders/${body.items[0]?.id}`)).body
  }
  const says = async () => {
    const { db } = story.engine.world
    const rows = await db.rows<{ revision: number; content: Order['content'] }>(
      `select revision, content from enterprise_order where warning_id = $1 order by revision desc limit 1`,
      [warning],
    )
    return rows[0] ?? expect.fail('no order')
  }
  expect(await order()).toMatchObject({ revision: 1 })
  expect((await says()).content.summary.zh).not.toContain('提级')
  await at('2024-12-26', 0)
  const inside = await says()
  expect(inside).toMatchObject({
    revision: 2,
    content: {
      changes: [expect.objectContaining({ kind: 'measures' }), expect.objectContaining({ kind: 'stricter' })],
    },
  })
  expect(inside.content.summary.zh).toContain('措施提级，按橙色级别执行')
  expect(JSON.stringify(inside.content)).toContain('period/yuncheng-late/during')
  expect(JSON.stringify(inside.content)).toContain('"document":"马拉松赛空气质量保障","clause":"赛事当日"')
  const shown = await story.ask<{ periods: { stages: { tightens: object[] }[] }[] }>(
    'duty',
    'GET',
    '/periods?area=140800',
  )
  expect(JSON.stringify(shown.body.periods)).toContain('"tightens":[{"level":"yellow","to":"orange","source":null}]')
  await desk.end()
  await expectSound(story.engine.world.db)
})
