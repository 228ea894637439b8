import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'

/*
 * What officers do without the rule's ground (无规则依据), what nobody does in time, and what a lift will cost: each is said
 * where somebody decides by it.
 */

let story: StoryEngine
let hands: ByHand
let desk: Desk

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(1),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
}, 240_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

interface Changed {
  id: string
  code?: string
  state: string
  unruled: string | null
  notice: { zh: string; document: string | null } | null
  change: { kind: string; ground: string; ruled?: boolean } | null
  reversal: { reversal: object | null; say: { zh: string } } | null
}
const begin = (body: object, who = 'duty') =>
  story.ask<Changed>(who, 'POST', '/warnings', {
    area: '140800',
    level: 'yellow',
    endsAt: null,
    reason: '活动保障',
    ...body,
  })
const one = async () => (await story.ask<Changed>('duty', 'GET', `/warnings/${(await desk.living()).id}`)).body
const propose = async (kind: string, body: object) =>
  await story.ask<Changed>('duty', 'POST', `/warnings/${(await desk.living()).id}/${kind}`, {
    reason: '会商意见',
    ...body,
  })

/** 18:00 before a day of the story's own. */
async function evening(): Promise<string> {
  const day = desk.day(0, 10)
  await desk.at(day, -6)
  return day
}

test('a warning that no forecast calls for needs a reason, is told what may not be, and is marked wherever it is read', async () => {
  const day = await evening()
  await desk.forecast(day, [90, 80, 80, 80, 80, 80, 80])
  expect((await begin({ reason: '' })).status).toBe(400)
  expect((await begin({ area: '140881' })).body.code).toBe('warning.ofCounty')
  expect((await begin({}, 'county')).status).toBe(403)
  expect((await begin({}, 'elsewhere')).status).toBe(404)
  expect((await begin({ endsAt: `${desk.day(-1)}T10:00:00+08:00` })).body.code).toBe('warning.endsBeforeStart')
  const { status, body } = await begin({ endsAt: `${desk.day(2)}T00:00:00+08:00` })
  expect(status).toBe(201)
  expect(body).toMatchObject({ state: 'proposed', change: { kind: 'issue', ground: 'officer', ruled: false } })
  expect(body.notice).toMatchObject({ document: '环大气〔2024〕6号' })
  expect(body.notice?.zh).toBe(
    '按现有预报，规则未要求如此：理由将随指令标明并留存；不得为完成年度目标随意启动、提级或延长应急响应（环大气〔2024〕6号）。',
  )
  expect((await begin({})).body.code).toBe('warning.lives')
  await desk.forecast(day, [95, 80, 80, 80, 80, 80, 80])
  expect((await desk.living()).state, 'the rule does not take it out of the officer’s hand').toBe('proposed')
  const { body: cards } = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/assessments?area=140800')
  const card = await story.ask<{ headline: { zh: string } }>('duty', 'GET', `/assessments/${cards.items[0]?.id}`)
  expect(card.body.headline.zh).toContain('待签发的内容由值班员提出，未达到规则规定的条件，须有书面理由')
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  expect(await one()).toMatchObject({ unruled: 'issue' })
  const order = story.received.find(({ body: { enterprise } }) => enterprise.creditCode === inventedCode(0))
  expect(order?.text).toContain('黄色预警（会商决定启动，未达到规则规定的条件）')
})

test('what the rule calls for again is marked no more', async () => {
  await desk.forecast(desk.day(0), [205, 210, 90, 80, 80, 80, 80])
  expect((await desk.living()).change).toMatchObject({ kind: 'raise', ground: 'rule', level: 'orange' })
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  expect(await one()).toMatchObject({ unruled: null })
  const more = await propose('extend', { endsAt: `${desk.day(5)}T00:00:00+08:00` })
  expect(more.body.change).toMatchObject({ kind: 'extend', ground: 'officer', ruled: false })
  expect(more.body.notice).not.toBeNull()
  const asMuch = await propose('extend', { endsAt: `${desk.day(2)}T00:00:00+08:00` })
  expect(asMuch.body).toMatchObject({ notice: null, change: { ruled: true } })
  expect((await propose('lift', {})).body.notice, 'nobody is asked for more').toBeNull()
})

test('the proposal of a lift says that it will be taken back, and at what price', async () => {
  expect((await one()).reversal?.say.zh).toBe(
    `解除后 6 小时（${desk.day(0)}）预报又达到橙色预警条件，很可能反复。届时 1 家企业的 1 条生产线须再次停产，安全停产合计 8 小时、最长 8 小时。`,
  )
  await desk.end()
})

test('what rests past its hour calls the duty officer, until somebody acts', async () => {
  const day = await desk.episode()
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  await desk.at(day, 1)
  await hands.settle()
  expect(await desk.change('suspend', { resumeBy: `${day}T12:00:00+08:00` })).toBe(200)
  await hands.settle()
  const wakes = async () =>
    (
      await story.ask<{ items: { cause: string; state: string; say: { zh: string } }[] }>('duty', 'GET', '/wakes')
    ).body.items.filter(({ cause }) => cause === 'warningOverdue')
  expect(await wakes()).toEqual([])
  await desk.at(day, 12)
  await hands.settle()
  expect(await desk.living()).toMatchObject({ overdue: ['resume'] })
  expect(await wakes()).toMatchObject([
    { say: { zh: expect.stringMatching(/^暂停到期未处理：.*立即研判恢复或解除。$/) } },
  ])
  const { id } = await desk.living()
  expect((await story.ask('duty', 'GET', `/warnings/${id}/board`)).body).toMatchObject({ overdue: ['resume'] })
  await desk.change('resume', {})
  await hands.settle()
  expect((await wakes())[0]?.state).toBe('stoodDown')
  await desk.end()
})
