import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conferredOn } from '../../src/consultation/conferred.ts'
import { createUser } from '../../src/people/admit.ts'
import { Desk } from '../help/desk.ts'
import { textOfDocx } from '../help/documents.ts'
import { anyBackend, eachBackend, StoryEngine } from '../help/engine.ts'
import { smallList } from '../help/lists.ts'

/* A week of consultations (会商): called by themselves, spoken at, concluded, overdue, and closer together in an episode. */

interface Seen {
  id: string
  kind: string
  state: string
  slotAt: string | null
  assessmentId: string | null
  warningId: string | null
  decision: string | null
}
interface Whole extends Seen {
  minutes: { id: string; number: string } | null
  monitoring: { area: string }[]
  parties: { id: string; present: boolean | null }[]
  opinions: { id: string; party: string; onBehalf: boolean; bulletin: string | null }[]
  dissents: string[]
}

const CITY = '140800'
const PASSWORD = 'confer-at-three'

describe('over a week', () => {
  let story: StoryEngine
  let desk: Desk
  const tokens = new Map<string, string>()

  async function admit(login: string, role: string, area = CITY): Promise<void> {
    const { world } = story.engine
    await createUser(world, { login, password: PASSWORD, name: login, role, rank: 0, area }, world.clock.now())
    const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', { login, password: PASSWORD })
    tokens.set(login, body.token)
  }
  const as = (login: string) => tokens.get(login) ?? login
  const get = async <T>(path: string, who = 'duty') => (await story.ask<T>(as(who), 'GET', path)).body
  const post = <T = Record<string, unknown>>(who: string, path: string, body: object = {}) =>
    story.ask<T>(as(who), 'POST', path, body)
  const dailies = async () => (await get<{ items: Seen[] }>('/consultations?kind=daily')).items
  /** What a Word file says, without its form. */
  async function wordsOf(path: string): Promise<string> {
    const authorization = `Bearer ${tokens.get('forecaster')}`
    const answer = await fetch(`${story.engine.url}/api/v1${path}`, { headers: { authorization } })
    expect(answer.headers.get('content-disposition')).toContain('.docx')
    return textOfDocx(Buffer.from(await answer.arrayBuffer()))
  }
  const whole = (id: string) => get<Whole>(`/consultations/${id}`)
  async function newest(): Promise<Seen> {
    const [one] = await dailies()
    if (one === undefined) throw new Error('no consultation was called')
    return one
  }

  beforeAll(async () => {
    story = await StoryEngine.open(anyBackend(), {
      list: smallList(),
      clock: '2024-11-05T02:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    desk = new Desk(story)
    await admit('forecaster', 'forecaster')
    await admit('weather', 'forecaster')
    await admit('admin', 'administrator')
    expect(await desk.forecast('2024-11-06', [80, 90, 70, 60, 60, 60, 60])).toBe(202)
  }, 120_000)
  afterAll(() => story.close())

  test('nothing calls itself before somebody has begun that, in the own city, once', async () => {
    const body = { area: CITY }
    expect((await post('county', '/consultations/calendars', body)).status).toBe(403)
    expect((await post('elsewhere', '/consultations/calendars', body)).status).toBe(404)
    expect((await post('duty', '/consultations/calendars', { area: '140802' })).body['code']).toBe(
      'consultation.cityOnly',
    )
    const begun = await post('duty', '/consultations/calendars', body)
    expect(begun).toMatchObject({ status: 201, body: { nextAt: '2024-11-05T15:00:00+08:00' } })
    expect(await post('admin', '/consultations/calendars', body)).toMatchObject({
      status: 409,
      body: { code: 'consultation.calendarRuns' },
    })
  })

  test('that of the day calls itself at its hour, once, with the card that lies there', async () => {
    await story.at('2024-11-05T14:59:00+08:00')
    expect(await dailies()).toEqual([])
    await story.at('2024-11-05T15:00:00+08:00')
    await story.restart()
    await story.at('2024-11-05T15:10:00+08:00')
    const all = await dailies()
    expect(all).toMatchObject([{ state: 'called', slotAt: '2024-11-05T15:00:00+08:00', decision: null }])
    expect(await get(`/assessments/${all[0]?.assessmentId}`)).toMatchObject({ area: CITY, level: 'none' })
    expect((await story.ask('elsewhere', 'GET', `/consultations/${all[0]?.id}`)).status).toBe(404)
  })

  test('each party speaks for itself, and the bureau for who has no desk here', async () => {
    const { id } = await newest()
    expect((await post('admin', '/consultations/parties', { officer: 'weather', party: 'weather' })).status).toBe(200)
    expect((await post('forecaster', '/consultations/parties', { officer: 'duty', party: 'experts' })).status).toBe(403)
    expect((await post('elsewhere', `/consultations/${id}/opinions`, { level: 'none', text: '?' })).status).toBe(404)

    expect(await post('duty', `/consultations/${id}/open`)).toMatchObject({ status: 200, body: { state: 'open' } })
    expect((await post('duty', `/consultations/${id}/open`)).status).toBe(409)
    const say = (who: string, of: object) => post<{ id: string }>(who, `/consultations/${id}/opinions`, of)
    const expert = await say('forecaster', { level: 'none', confidence: 'high', text: '扩散条件较好' })
    expect(expert.status).toBe(201)
    expect((await say('weather', { level: 'yellow', confidence: 'low', text: '逆温将持续' })).status).toBe(201)
    expect(await say('weather', { level: 'none', text: '代监测中心', party: 'monitoring' })).toMatchObject({
      status: 403,
      body: { code: 'consultation.ownParty' },
    })
    expect((await say('duty', { level: 'none', text: '同意研判', party: 'monitoring' })).status).toBe(201)
    const noted = { parties: [{ party: 'experts', present: false }] }
    expect((await post('duty', `/consultations/${id}/attendance`, noted)).status).toBe(200)
    const seen = await whole(id)
    expect(seen.opinions.map(({ party, onBehalf }) => [party, onBehalf])).toEqual([
      ['experts', false],
      ['weather', false],
      ['monitoring', true],
    ])
    expect(Object.fromEntries(seen.parties.map((one) => [one.id, one.present]))).toEqual({
      bureau: true,
      monitoring: true,
      weather: true,
      experts: false,
    })
  })

  test('an opinion puts days of the forecast right, by the one way there is, and names the consultation', async () => {
    const { id } = await newest()
    const [, theirs] = (await whole(id)).opinions
    const path = `/consultations/${id}/opinions/${theirs?.id}/corrections`
    const days = [{ day: '2024-11-06', aqi: 120 }]
    expect((await post('duty', path, { days })).status).toBe(404)
    expect((await post('weather', path, { days: [{ day: '2024-11-04', aqi: 120 }] })).status).toBe(422)
    const { assessmentId } = await whole(id)
    const suppose = (said: object[], who = 'weather') =>
      post(who, `/assessments/${assessmentId}/suppose`, { days: said })
    const none = { level: 'none', from: null, to: null }
    expect((await suppose(days)).body).toEqual({ before: none, after: none, isAltered: false })
    const heavy = [6, 7, 8].map((n) => ({ day: `2024-11-0${n}`, aqi: 260 }))
    expect((await suppose(heavy)).body).toMatchObject({ before: none, after: { from: '2024-11-06' }, isAltered: true })
    expect((await suppose(days, 'elsewhere')).status).toBe(404)
    const corrected = await post('weather', path, { days })
    expect(corrected).toMatchObject({ status: 202, body: { corrections: days } })
    expect((await post('weather', path, { days })).body['code']).toBe('consultation.corrected')
    await story.settle()
    const outlook = await get<{ days: { day: string; aqi: number; from: { mark?: { reason: string } } }[] }>(
      `/areas/${CITY}/outlook`,
    )
    const day = outlook.days.find((one) => one.day === '2024-11-06')
    expect(day).toMatchObject({ aqi: 120 })
    expect(JSON.stringify(day)).toContain('2024-11-05 15:00 会商，市气象局意见：逆温将持续')
  })

  test('its conclusion stands, and whoever said otherwise is named', async () => {
    const { id } = await newest()
    const decide = (body: object, who = 'duty') => post(who, `/consultations/${id}/decision`, body)
    expect((await decide({ decision: 'conclude', level: 'none', reason: '?' }, 'forecaster')).status).toBe(403)
    expect((await decide({ decision: 'conclude', reason: '?' })).body['code']).toBe('consultation.needsLevel')
    expect((await decide({ decision: 'dismiss', reason: '?' })).body['code']).toBe('consultation.needsLevel')
    const both = await Promise.all(
      [1, 2].map(() => decide({ decision: 'conclude', level: 'none', reason: '暂不启动' })),
    )
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const seen = await whole(id)
    expect(seen).toMatchObject({ state: 'concluded', decision: 'conclude', level: 'none' })
    expect(seen.dissents).toEqual([seen.opinions[1]?.id])
    expect((await post('duty', `/consultations/${id}/opinions`, { level: 'none', text: '晚了' })).body['code']).toBe(
      'consultation.closed',
    )
  })

  test('minutes are issued with it, numbered, and given as a document', async () => {
    const { id } = await newest()
    const { minutes } = await whole(id)
    expect(minutes?.number).toBe('会商〔2024〕1号')
    const path = `/minutes/${minutes?.id}`
    expect(await get(path)).toMatchObject({
      replaces: null,
      parties: [{ present: true }, { present: true }, { present: true }, { id: 'experts', present: false }],
      card: { level: 'none' },
      conclusion: { decision: 'conclude', level: 'none', reason: '暂不启动', by: { name: 'duty' } },
      dissents: [{ party: 'weather', level: 'yellow', text: '逆温将持续', by: { name: 'weather' } }],
    })
    expect((await story.ask('elsewhere', 'GET', path)).status).toBe(404)
    expect((await story.ask('county', 'GET', path)).status).toBe(403)
    const text = await wordsOf(`${path}/document`)
    for (const part of [
      '运城市重污染天气会商纪要',
      '会商〔2024〕1号',
      '2024年11月5日15:00按会商日程自动召集会商',
      '市气象局（weather）',
      '订正预报：2024年11月6日 AQI 120',
      '研判为不预警。暂不启动',
      '市气象局（weather）：黄色预警。逆温将持续',
      '会商制度借用运城 2021的规定',
    ])
      expect(text).toContain(part)
    expect(await wordsOf(`${path}/document`)).toBe(text)
  })

  test('what was put down wrong is corrected by other minutes that name the old; the old stay', async () => {
    const { id } = await newest()
    const old = (await whole(id)).minutes
    const path = `/minutes/${old?.id}`
    const before = await get<object>(path)
    expect((await post('duty', `${path}/corrections`, { reason: '?' })).body['code']).toBe('minutes.nothingCorrected')
    expect((await post('forecaster', `${path}/corrections`, { reason: '?', wording: '?' })).status).toBe(403)
    const erratum = { reason: '专家组实际到会', attendance: [{ party: 'experts', present: true }] }
    const both = await Promise.all([1, 2].map(() => post('duty', `${path}/corrections`, erratum)))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    const { minutes } = await whole(id)
    expect(minutes?.number).toBe('会商〔2024〕2号')
    expect(await get(`/minutes/${minutes?.id}`)).toMatchObject({
      replaces: { number: '会商〔2024〕1号', reason: '专家组实际到会' },
      parties: [{}, {}, {}, { id: 'experts', present: true }],
      conclusion: { reason: '暂不启动' },
    })
    expect(await get(path)).toEqual({ ...before, replacedBy: minutes?.id })
    expect(await wordsOf(`/minutes/${minutes?.id}/document`)).toContain('本纪要更正并替代会商〔2024〕1号')
    const { db } = story.engine.world
    await expect(db.rows(`update consultation_minutes set number = 9`)).rejects.toThrow('minutes that were issued stay')
    const listed = await get<{ items: { number: string }[] }>('/minutes?year=2024')
    expect(listed.items.map(({ number }) => number)).toEqual(['会商〔2024〕2号', '会商〔2024〕1号'])
    expect((await get<{ items: object[] }>('/minutes?year=2023')).items).toEqual([])
  })

  describe('on the next day nobody comes', () => {
    const wakes = async () => {
      const { items } = await get<{ items: { cause: string; state: string; subject: string }[] }>('/wakes')
      return items.filter(({ cause }) => cause === 'consultationOverdue')
    }

    test('whoever is on duty is woken, until it is opened', async () => {
      await story.at('2024-11-06T15:00:00+08:00')
      await story.at('2024-11-06T15:29:00+08:00')
      expect(await wakes()).toEqual([])
      await story.at('2024-11-06T15:30:00+08:00')
      expect(await newest()).toMatchObject({ state: 'overdue' })
      expect(await wakes()).toHaveLength(1)
      expect(['calling', 'unheard']).toContain((await wakes())[0]?.state)
      expect((await post('duty', `/consultations/${(await newest()).id}/open`)).status).toBe(200)
      await story.settle()
      expect(await wakes()).toMatchObject([{ state: 'stoodDown' }])
    })

    test('opened and not concluded, they are woken again, until it is', async () => {
      await story.at('2024-11-06T17:30:00+08:00')
      expect(await newest()).toMatchObject({ state: 'unconcluded' })
      expect(await wakes()).toHaveLength(2)
      const path = `/consultations/${(await newest()).id}/decision`
      expect((await post('duty', path, { decision: 'proceed', reason: '同意研判' })).status).toBe(200)
      await story.settle()
      expect((await wakes()).map(({ state }) => state)).toEqual(['stoodDown', 'stoodDown'])
      expect(await whole((await newest()).id)).toMatchObject({ decision: 'conclude', level: 'none' })
    })

    test('one that nobody opens gives way to the next', async () => {
      await story.at('2024-11-07T15:00:00+08:00')
      await story.at('2024-11-07T16:00:00+08:00')
      await story.at('2024-11-08T15:00:00+08:00')
      expect((await dailies()).map(({ state }) => state)).toEqual(['called', 'lapsed', 'concluded', 'concluded'])
      expect((await wakes()).every(({ state }) => state === 'stoodDown')).toBe(true)
    })
  })

  test('an officer calls one at any time, with a reason', async () => {
    const body = { area: CITY, reason: '扬沙影响研判' }
    expect((await post('forecaster', '/consultations', body)).status).toBe(403)
    expect((await post('elsewhere', '/consultations', body)).status).toBe(404)
    expect((await post('duty', '/consultations', { ...body, holdBy: '2024-11-08T14:00:00+08:00' })).status).toBe(422)
    const called = await post<Seen>('duty', '/consultations', body)
    expect(called).toMatchObject({ status: 201, body: { kind: 'called', state: 'called', slotAt: null } })
    await post('duty', `/consultations/${called.body.id}/decision`, {
      decision: 'conclude',
      level: 'none',
      reason: '沙尘，不启动',
    })
    expect(await whole(called.body.id)).toMatchObject({ state: 'concluded' })
  })

  test('in an episode they are closer together, and what waits for a decision comes first', async () => {
    await story.at('2024-11-08T16:00:00+08:00')
    expect(await desk.forecast('2024-11-09', [210, 230, 220, 90, 80, 80, 80])).toBe(202)
    const next = async () =>
      (await get<{ items: { nextAt: string }[] }>('/consultations/calendars')).items.map(({ nextAt }) => nextAt)
    expect(await next()).toEqual(['2024-11-08T20:00:00+08:00'])
    await story.at('2024-11-08T20:00:00+08:00')
    expect(await newest()).toMatchObject({ slotAt: '2024-11-08T20:00:00+08:00' })
    expect(await next()).toEqual(['2024-11-09T08:00:00+08:00'])
    const { items } = await get<{ items: Seen[] }>('/consultations?open=true')
    expect(items.map(({ kind }) => kind)).toEqual(['change', 'daily'])
    const page = await get<{ items: Seen[]; next: string }>('/consultations?open=true&limit=1')
    const rest = await get<{ items: Seen[] }>(`/consultations?open=true&limit=1&cursor=${page.next}`)
    expect([...page.items, ...rest.items].map((one) => one.id)).toEqual(items.map((one) => one.id))
  })

  test('one on a proposal says what came of the proposal and nothing else', async () => {
    const [proposal] = (await get<{ items: Seen[] }>('/consultations?open=true&kind=change')).items
    const path = `/consultations/${proposal?.id}`
    expect((await post('duty', `${path}/decision`, { decision: 'conclude', level: 'red', reason: '?' })).status).toBe(
      422,
    )
    expect((await post('forecaster', `${path}/opinions`, { level: 'yellow', text: '偏重' })).status).toBe(201)
    expect((await post('duty', `${path}/decision`, { decision: 'proceed', reason: '一致' })).status).toBe(200)
    const seen = await whole(proposal?.id ?? '')
    expect(seen).toMatchObject({ state: 'concluded', decision: 'proceed' })
    expect(seen.dissents).toHaveLength(1)
    const { id: warning, state } = await desk.living()
    expect(state).toBe('awaitingSignature')
    expect(await conferredOn(story.engine.world.db, warning)).toMatchObject({
      consultation: proposal?.id,
      decision: 'proceed',
      reason: '一致',
      opinions: [{ level: 'yellow' }],
      dissents: [{ level: 'yellow', party: 'experts' }],
      minutes: seen.minutes,
    })
  })

  test('denser monitoring is called for, seen by those who do it, and an hourly feed is late by it', async () => {
    const { body: called } = await post<Seen>('duty', '/consultations', { area: CITY, reason: '加密监测' })
    const conclude = (monitoring: object) =>
      post('duty', `/consultations/${called.id}/decision`, {
        decision: 'conclude',
        level: 'orange',
        reason: '传输通道县加密监测',
        monitoring: { until: '2024-11-10T08:00:00+08:00', everyHours: 1, ...monitoring },
      })
    expect((await conclude({ areas: ['140902'] })).status).toBe(404)
    expect((await conclude({ until: '2024-11-08T08:00:00+08:00' })).body['code']).toBe('consultation.monitoringOver')
    expect((await conclude({ areas: [CITY, '140882'] })).status).toBe(200)
    expect((await whole(called.id)).monitoring.map(({ area }) => area)).toEqual([CITY, '140882'])
    const county = await story.ask<{ items: object[] }>('county', 'GET', '/monitoring/denser')
    expect(county.body.items).toMatchObject([
      { area: '140882', everyHours: 1, holds: true, reason: '传输通道县加密监测', consultation: called.id },
    ])
    expect((await story.ask<{ items: object[] }>('elsewhere', 'GET', '/monitoring/denser')).body.items).toEqual([])
    const minutes = (await whole(called.id)).minutes
    expect(await wordsOf(`/minutes/${minutes?.id}/document`)).toMatch(/河津市.*加密监测，每 1 小时报送一次/)

    const now = story.engine.world.clock.now()
    const hour = new Date(Math.floor(Date.parse(now) / 3_600_000 - 1) * 3_600_000 + 8 * 3_600_000)
    const values = [{ at: `${hour.toISOString().slice(0, 13)}:00`, aqi: 180 }]
    const pushed = await story.ask(story.feedKey, 'POST', '/observations', {
      provider: 'p',
      area: CITY,
      issuedAt: now,
      values,
    })
    expect(pushed.status).toBe(202)
    const feeds = await get<{ items: { kind: string; pace: string; nextAt: string; heardAt: string }[] }>('/feeds')
    const feed = feeds.items.find(({ kind, pace }) => kind === 'observation' && pace === 'hour')
    expect((Date.parse(feed?.nextAt ?? '') - Date.parse(feed?.heardAt ?? '')) / 60_000).toBe(90)
    await story.at('2024-11-10T08:00:00+08:00')
    expect((await story.ask<{ items: object[] }>('county', 'GET', '/monitoring/denser')).body.items).toEqual([])
  })

  test('a clock that jumps over days calls none of theirs', async () => {
    const before = (await dailies()).length
    await story.at('2024-11-20T11:30:00+08:00')
    expect((await dailies()).length - before).toBeLessThanOrEqual(1)
    await story.at('2024-11-20T15:00:00+08:00')
    const slots = (await dailies()).map(({ slotAt }) => slotAt)
    expect(slots[0]).toBe('2024-11-20T15:00:00+08:00')
    expect(new Set(slots).size).toBe(slots.length)
  })

  test('the calendar can be ended, and nothing calls itself any more', async () => {
    const { items } = await get<{ items: { id: string }[] }>('/consultations/calendars')
    const path = `/consultations/calendars/${items[0]?.id}/end`
    expect((await post('elsewhere', path, { reason: '?' })).status).toBe(404)
    expect((await post('duty', path, { reason: '本市另有安排' })).body['state']).toBe('ended')
    expect((await post('duty', path, { reason: '本市另有安排' })).status).toBe(409)
    const before = (await dailies()).length
    await story.at('2024-11-21T16:00:00+08:00')
    expect((await dailies()).length).toBe(before)
  })
})

/* Whoever looks first calls it; the other finds it called. */
eachBackend((backend) => {
  test('two engines at one hour call one consultation, and one that jumps over weeks none of theirs', async () => {
    const story = await StoryEngine.open(backend, {
      list: smallList(),
      clock: '2024-11-05T02:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    const other = backend.databaseUrl === null ? null : await story.second()
    try {
      expect((await story.ask('duty', 'POST', '/consultations/calendars', { area: CITY })).status).toBe(201)
      await Promise.all([story.at('2024-11-05T15:00:00+08:00'), story.at('2024-11-05T15:00:00+08:00')])
      const called = async () =>
        (await story.ask<{ items: Seen[] }>('duty', 'GET', '/consultations?kind=daily')).body.items
      expect(await called()).toMatchObject([{ slotAt: '2024-11-05T15:00:00+08:00' }])
      await story.at('2024-12-24T19:00:00+08:00')
      expect(await called()).toHaveLength(1)
      await story.at('2024-12-25T15:00:01+08:00')
      expect((await called()).map(({ slotAt }) => slotAt)).toEqual([
        '2024-12-25T15:00:00+08:00',
        '2024-11-05T15:00:00+08:00',
      ])
    } finally {
      await other?.close()
      await story.close()
    }
  }, 60_000)
})
