import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { webhookSecret } from '../../src/dispatch/channels/webhook.ts'
import { creditCodeCheck, organisationCheck } from '../../src/model/creditCode.ts'
import { eachBackend, StoryEngine, type Received } from '../help/engine.ts'
import { CODE, smallList, type Cells, type Sheets } from '../help/lists.ts'

const organisation = 'YX900001'
const first17 = `91140802${organisation}${organisationCheck(organisation)}`
/** A brickworks of grade C: no verified table, its own rows govern; milder at yellow. */
const BRICKS = first17 + creditCodeCheck(first17)

/** The cement works of the small list, and a brickworks with another measure at each level. */
function twoEnterprises(): Sheets {
  const list = smallList()
  const second = (rows: Cells[], change: (row: Cells) => Cells): Cells[] =>
    rows.map((row) => ({ ...row, ...change(row), 统一社会信用代码: BRICKS }))
  return {
    企业: [
      ...list.企业,
      ...second(list.企业, () => ({
        企业名称: '盐湖区示例砖瓦厂',
        '县(市、区)': '盐湖区',
        排污许可证编号: `${BRICKS}001Q`,
        行业: '砖瓦窑',
        国民经济行业代码: '3031',
      })),
    ],
    生产线: [...list.生产线, ...second(list.生产线, () => ({ 生产线名称: '1#隧道窑', 工序: '焙烧', 设施: '隧道窑' }))],
    措施: [
      ...list.措施,
      ...second(list.措施, (row) =>
        row['预警级别'] === '黄'
          ? {
              措施: '1#隧道窑限产30%',
              类型: '限产',
              数值: 30,
              单位: '%',
              基准: '产能',
              SO2日减排量: 30,
              NOx日减排量: 30,
              PM日减排量: 30,
              VOCs日减排量: 30,
            }
          : { 措施: '1#隧道窑停产' },
      ),
    ],
    联系人: [
      ...list.联系人,
      ...second(list.联系人.slice(0, 1), () => ({ 姓名: '孙丙寅', 电话: '15400000003', 网址: '/e/2' })),
    ],
  }
}

interface Warning {
  id: string
  state: string
  level: string | null
  startsAt: string | null
  endsAt: string | null
  change: { kind: string; level: string; startsAt: string; endsAt: string | null; rank: number } | null
}

eachBackend((backend) => {
  let story: StoryEngine
  const of = (creditCode: string) => story.received.filter(({ body }) => body.enterprise.creditCode === creditCode)
  const last = (creditCode: string): Received => of(creditCode).at(-1) ?? expect.fail(`nothing reached ${creditCode}`)
  const warning = async (): Promise<Warning> => {
    const { body } = await story.ask<{ items: Warning[] }>('duty', 'GET', '/warnings')
    return body.items[0] ?? expect.fail('there is no warning')
  }
  const confer = async (): Promise<void> => {
    const { body } = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/consultations?open=true')
    for (const { id } of body.items) {
      const { status } = await story.ask('duty', 'POST', `/consultations/${id}/decision`, {
        decision: 'proceed',
        reason: '一致同意',
      })
      expect(status).toBe(200)
    }
  }
  const sign = async (who: string): Promise<number> => {
    const { id } = await warning()
    const { status } = await story.ask(who, 'POST', `/warnings/${id}/signatures`, { decision: 'sign', mode: 'system' })
    await story.settle()
    return status
  }

  beforeAll(async () => {
    story = await StoryEngine.open(backend, {
      list: twoEnterprises(),
      clock: '2024-12-23T10:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
  }, 120_000)
  afterAll(() => story.close())

  test('a forecast too far ahead proposes nothing yet', async () => {
    await story.forecast('2024-12-23T18:00:00+08:00', '2024-12-24', [90, 100, 120, 160, 170, 120, 90])
    const { body } = await story.ask<{ items: Warning[] }>('duty', 'GET', '/warnings')
    expect(body.items).toEqual([])
    const cards = await story.ask<{ items: { level: string }[] }>('duty', 'GET', '/assessments')
    expect(cards.body.items[0]).toMatchObject({ level: 'yellow' })
  })

  test('on the last evening that leaves the lead time it proposes what the rule calls for, and nothing goes out', async () => {
    await story.at('2024-12-25T18:00:00+08:00')
    await story.forecast('2024-12-25T18:00:00+08:00', '2024-12-26', [120, 160, 170, 120, 90, 80, 70])
    expect(await warning()).toMatchObject({
      state: 'proposed',
      level: null,
      change: {
        kind: 'issue',
        level: 'yellow',
        startsAt: '2024-12-27T00:00:00+08:00',
        endsAt: '2024-12-29T00:00:00+08:00',
        rank: 2,
      },
    })
    expect(story.received).toEqual([])
  })

  test('the card says in one sentence what, why, how sure and how long there is for the signature', async () => {
    const cards = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/assessments')
    const card = await story.ask('duty', 'GET', `/assessments/${cards.body.items[0]?.id}`)
    const { id } = await warning()
    expect(card.body).toMatchObject({
      headline: {
        zh:
          '黄色（Ⅲ级响应），12月27日 00:00 至 12月29日 00:00；AQI 160、170，大于 150，满 48 小时（环大气〔2024〕6号）；' +
          '12月27日（周五）AQI 再低 10（不超过 150），即不需预警；12月26日（周四）AQI 再高 31（达到 151），即为橙色；' +
          '仅一家预报；与上次研判（12月25日 18:00）同级；须由分管副市长于 12月25日 22:00 前签发，还剩 4 小时，距开始 30 小时',
      },
      grounds: { previous: { level: 'yellow' }, voices: [{ level: 'yellow' }] },
      time: {
        issueBy: '2024-12-26T00:00:00+08:00',
        leadHours: 24,
        borrowedFrom: '聊城 2019',
        hoursToStart: 30,
        proposed: { warning: id, waits: true, hoursToSign: 4, signerBorrowedFrom: '太原 2019' },
      },
      whatIf: { body: { level: 'yellow', startsAt: '2024-12-27T00:00:00+08:00', endsAt: '2024-12-29T00:00:00+08:00' } },
    })
  })

  test('nobody signs what was not conferred on, and no rank signs above itself (I1)', async () => {
    expect(await sign('vicemayor')).toBe(409)
    await confer()
    expect(await sign('office')).toBe(403)
    expect(story.received).toEqual([])
  })

  test('another city sees nothing of it', async () => {
    const { id } = await warning()
    expect((await story.ask('elsewhere', 'GET', `/warnings/${id}`)).status).toBe(404)
    expect((await story.ask<{ items: unknown[] }>('elsewhere', 'GET', '/warnings')).body.items).toEqual([])
  })

  test('the right rank signs, and every enterprise gets its own order, signed, by its grade', async () => {
    expect(await sign('vicemayor')).toBe(200)
    expect(await warning()).toMatchObject({ state: 'scheduled.steady', level: 'yellow' })
    expect(story.received).toHaveLength(2)
    const cement = last(CODE)
    expect(cement.headers['idempotency-key']).toBe(`${cement.body.orderId}.1`)
    const secret = webhookSecret(story.engine.world.keys, CODE)
    const [, t, v1] = /^t=(\d+),v1=(\w+)$/.exec(String(cement.headers['airshed-signature'])) ?? []
    expect(createHmac('sha256', secret).update(`${t}.${cement.text}`).digest('hex')).toBe(v1)
    expect(cement.body).toMatchObject({ kind: 'order', revision: 1, replaces: null, exercise: true })
    expect(cement.body.content.lines?.[0]?.say.zh).toContain('停产')
    expect(last(BRICKS).body.content.lines?.[0]?.say.zh).toContain('30')
  })

  test('a receiver answers with the token that came with its order, and with no other', async () => {
    const { answer } = last(CODE).body
    expect((await story.ask(last(BRICKS).body.answer.token, 'POST', answer.url, { kind: 'acknowledged' })).status).toBe(
      404,
    )
    expect((await story.ask(`${answer.token}x`, 'POST', answer.url, { kind: 'acknowledged' })).status).toBe(401)
    const given = await story.ask<{ order: { state: string } }>(answer.token, 'POST', answer.url, {
      kind: 'acknowledged',
    })
    expect(given).toMatchObject({ status: 200, body: { order: { state: 'acknowledged' } } })
    const again = await story.ask(answer.token, 'POST', answer.url, { kind: 'acknowledged', revision: 1 })
    expect(again.status).toBe(200)
  })

  test('who does not answer is reminded, then on the county officer’s list; who answered is left alone', async () => {
    const before = of(CODE).length
    await story.at('2024-12-25T20:00:00+08:00')
    expect(last(BRICKS).body.kind).toBe('reminder')
    expect(last(BRICKS).headers['idempotency-key']).toMatch(/\.1\.r1$/)
    for (const hour of ['21:00', '21:20', '21:40', '22:00']) await story.at(`2024-12-25T${hour}:00+08:00`)
    const chased = await story.ask<{ items: { enterprise: { creditCode: string } }[] }>(
      'duty',
      'GET',
      '/orders?only=county',
    )
    expect(chased.body.items.map(({ enterprise }) => enterprise.creditCode)).toEqual([BRICKS])
    expect(of(CODE)).toHaveLength(before)
    const { id } = await warning()
    const board = await story.ask('duty', 'GET', `/warnings/${id}/board`)
    expect(board.body).toMatchObject({
      planned: 2,
      delivered: 2,
      acknowledged: 1,
      unanswered: 1,
      escalated: 1,
      waiting: 0,
      funnel: { queued: 2, delivered: 2, opened: 0, acknowledged: 1, committed: 0, verified: 0 },
    })
    const parted = await story.ask<{ parts: { key: string; unanswered: number }[] }>(
      'duty',
      'GET',
      `/warnings/${id}/board?by=channel`,
    )
    expect(parted.body.parts.map(({ key }) => key).toSorted()).toEqual(['desk', 'web', 'webhook'])
    for (const by of ['county', 'industry', 'grade']) {
      const { body } = await story.ask<{ parts: { planned: number; unanswered: number }[] }>(
        'duty',
        'GET',
        `/warnings/${id}/board?by=${by}`,
      )
      expect(body.parts.reduce((sum, { planned }) => sum + planned, 0)).toBe(2)
      // The heaviest silence first.
      expect(body.parts[0]?.unanswered).toBe(1)
    }
    // A gap of the funnel is a list, and each row says what was last heard and what comes next.
    const gap = await story.ask<{ items: { last: { rung: string }; nextRung: string | null; kilograms: number }[] }>(
      'duty',
      'GET',
      `/orders?warning=${id}&missing=acknowledged`,
    )
    expect(gap.body.items).toMatchObject([{ enterprise: { creditCode: BRICKS }, last: { rung: 'listedForCounty' } }])
    expect(gap.body.items[0]?.kilograms).toBeGreaterThanOrEqual(0)
    const climbed = await story.ask<{ items: unknown[] }>('duty', 'GET', '/orders?escalation=county&channel=webhook')
    expect(climbed.body.items).toHaveLength(1)
    expect((await story.ask<{ items: unknown[] }>('duty', 'GET', '/orders?county=140900')).body.items).toEqual([])
  })

  test('the county answers for whom it telephoned: marked, and never as its own commitment', async () => {
    const { body } = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/orders?only=county')
    const path = `/orders/${body.items[0]?.id}/receipts`
    const answer = { kind: 'committed', how: 'telephone', text: '值班电话告知，已知悉' }
    const given = await story.ask('duty', 'POST', path, answer)
    expect(given).toMatchObject({ status: 200, body: { order: { state: 'acknowledged' } } })
    const { id } = await warning()
    const board = await story.ask('duty', 'GET', `/warnings/${id}/board`)
    expect(board.body).toMatchObject({ acknowledged: 2, onBehalf: 1, funnel: { acknowledged: 1, committed: 0 } })
    const detail = await story.ask<{ evidence: { channel: string }[] }>('duty', 'GET', path.replace('/receipts', ''))
    expect(detail.body.evidence).toContainEqual(
      expect.objectContaining({
        channel: 'onBehalf',
        rung: 'committed',
        detail: { how: 'telephone', text: answer.text },
      }),
    )
  })

  test('it starts by the clock', async () => {
    await story.at('2024-12-27T00:00:00+08:00')
    expect(await warning()).toMatchObject({ state: 'inForce.steady' })
  })

  test('a worse forecast proposes to raise; the new order says what changed and replaces the old one by name', async () => {
    await story.at('2024-12-27T18:00:00+08:00')
    await story.ask(story.feedKey, 'POST', '/observations', {
      provider: 'p',
      area: '140800',
      issuedAt: '2024-12-27T18:00:00+08:00',
      values: [{ at: '2024-12-27', aqi: 165 }],
    })
    await story.forecast('2024-12-27T18:00:00+08:00', '2024-12-28', [210, 215, 120, 90, 80, 70, 60])
    expect(await warning()).toMatchObject({
      state: 'inForce.changeProposed',
      change: { kind: 'raise', level: 'orange' },
    })
    await confer()
    expect(await sign('vicemayor')).toBe(200)
    expect(await warning()).toMatchObject({
      state: 'inForce.steady',
      level: 'orange',
      endsAt: '2024-12-30T00:00:00+08:00',
    })
    const bricks = last(BRICKS).body
    expect(bricks).toMatchObject({ kind: 'order', revision: 2, replaces: 1, warning: { level: 'orange' } })
    expect(bricks.content.changes?.map(({ kind }) => kind)).toContain('stricter')
    const old = await story.ask(bricks.answer.token, 'POST', bricks.answer.url, { kind: 'acknowledged', revision: 1 })
    expect(old).toMatchObject({ status: 409, body: { code: 'order.replaced' } })
    expect((await story.ask(bricks.answer.token, 'POST', bricks.answer.url, { kind: 'committed' })).status).toBe(200)
  })

  test('an officer extends it with a reason, a higher rank is asked for where the level needs it', async () => {
    const { id } = await warning()
    const extended = await story.ask('duty', 'POST', `/warnings/${id}/extend`, {
      endsAt: '2024-12-31T24:00:00+08:00',
      reason: '静稳天气持续',
    })
    expect(extended).toMatchObject({
      status: 202,
      body: { change: { kind: 'extend', ground: 'officer', endsAt: '2025-01-01T00:00:00+08:00' } },
    })
    await confer()
    expect(await sign('vicemayor')).toBe(200)
    expect(last(BRICKS).body.content.changes?.map(({ kind }) => kind)).toEqual(['ends'])
    const raised = await story.ask<Warning>('duty', 'POST', `/warnings/${id}/raise`, {
      level: 'red',
      reason: '省级调度令',
    })
    expect(raised.body.change).toMatchObject({ level: 'red', rank: 3 })
    await confer()
    expect(await sign('vicemayor')).toBe(403)
    expect(await sign('mayor')).toBe(200)
    expect(await warning()).toMatchObject({ level: 'red' })
  })

  test('an officer lowers it; what is called for no longer is asked no more', async () => {
    const { id } = await warning()
    expect((await story.ask('duty', 'POST', `/warnings/${id}/lower`, { level: 'red', reason: '无' })).status).toBe(409)
    await story.ask('duty', 'POST', `/warnings/${id}/lower`, { level: 'yellow', reason: '扩散条件好转' })
    await confer()
    expect(await sign('mayor')).toBe(200)
    expect(await warning()).toMatchObject({ level: 'yellow' })
    expect(last(BRICKS).body.content.changes?.map(({ kind }) => kind)).toContain('milder')
  })

  test('the clearing forecast proposes to lift; lifting releases everything and tells everybody once (I3)', async () => {
    await story.at('2024-12-29T18:00:00+08:00')
    await story.forecast('2024-12-29T18:00:00+08:00', '2024-12-30', [80, 70, 60, 60, 60, 60, 60])
    expect(await warning()).toMatchObject({ change: { kind: 'lift', startsAt: '2024-12-30T00:00:00+08:00' } })
    await confer()
    expect(await sign('vicemayor')).toBe(200)
    expect(await warning()).toMatchObject({ state: 'lifting' })
    // Who has not answered is reminded until the end: those deadlines pass first, and what they send is not counted.
    await story.at('2024-12-29T23:59:00+08:00')
    const before = story.received.length
    await story.at('2024-12-30T00:00:00+08:00')
    expect(await warning()).toMatchObject({ state: 'lifted' })
    const told = story.received.slice(before)
    expect(told.map(({ body }) => body.kind)).toEqual(['release', 'release'])
    const { body } = await story.ask<{ items: { state: string }[] }>('duty', 'GET', '/orders')
    expect(body.items.map(({ state }) => state)).toEqual(['released', 'released'])
    const late = await story.ask(told[0]?.body.answer.token ?? '', 'POST', told[0]?.body.answer.url ?? '', {
      kind: 'acknowledged',
    })
    expect(late.status).toBe(409)
  })

  test('no consequence was seen twice, and the journal holds', async () => {
    const keys = story.received.map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(keys.length)
    await expect
      .poll(async () => (await story.ask('auditor', 'GET', '/journal/verify')).body, { timeout: 10_000 })
      .toMatchObject({ ok: true })
  })
})
