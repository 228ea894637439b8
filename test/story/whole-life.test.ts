import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createUser } from '../../src/people/admit.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { StoryEngine, type Backend } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/*
 * One episode from its first sign to its last hour (一次污染过程的全过程) over HTTP, every deadline fired by the clock: measures
 * before any warning, an instruction from the province, a signer who is silent, counties that respond and tighten,
 * departments of which one is late, red, suspended and resumed, lowered in two steps, its lift announced ahead. At each
 * step it is asked who does not know yet.
 */

const BOOK = `id: yuncheng-2024
title: { zh: 运城示例, en: example of Yuncheng }
status: design
area: '140800'
from: 2024-12-01
extends: cn-2024-6
preStage:
  name: { zh: 临时管控, en: temporary control }
  any:
    - { aqi: '> 140', hours: 24 }
  actions:
    - { zh: 公务用车减少出行, en: fewer official trips }
`

/** Of the city; each has one contact. No other is entered, so that their tasks are the desk's. */
const DEPARTMENTS = ['police', 'housing', 'education'] as const
const BRICKS = 2
/** What the police do at orange, and report late. */
const LATE = '强化机动车限行'
const PASSWORD = 'a-county-of-winter'

describe('embedded', () => life({ databaseUrl: null, redisUrl: null }))
const [databaseUrl, redisUrl] = [inject('postgresUrl'), inject('redisUrl')]
if (databaseUrl !== null && redisUrl !== null) describe('PostgreSQL and Redis', () => life({ databaseUrl, redisUrl }))

interface Precaution {
  id: string
  state: string
  endsAt: string
  notice: { zh: string }
  allowed: { event: string }[]
}
interface Task {
  id: string
  state: string
  title: string
  department: { kind: string; name: string | null } | null
}
interface Board {
  unaware: {
    enterprises: number
    counties: { area: string; name: string }[]
    departments: { kind: string; tasks: number; entered: boolean }[]
  }
}
interface Items<T> {
  items: T[]
}

function life(backend: Backend): void {
  let story: StoryEngine
  let desk: Desk
  let yanhu = ''
  let instruction = ''
  let warning = ''

  beforeAll(async () => {
    story = await StoryEngine.open(backend, {
      list: brickworks(BRICKS),
      clock: '2024-12-15T10:00:00.000Z',
      answering: () => ({ status: 200 }),
    })
    desk = new Desk(story)
    const handed = await get<{ id: string }>('duty', 'POST', '/rulebooks/releases', { text: BOOK, reason: '地方分级' })
    await get('mayor', 'POST', `/rulebooks/releases/${handed.id}/decision`, { decision: 'confirm', reason: '核对无误' })
    const { world } = story.engine
    const own = { login: 'yanhu', password: PASSWORD, name: 'yanhu', role: 'countyOfficer', area: '140802' } as const
    await createUser(world, { ...own, rank: 0 }, world.clock.now())
    const session = { login: 'yanhu', password: PASSWORD }
    yanhu = (await story.ask<{ token: string }>(null, 'POST', '/sessions', session)).body.token
    for (const kind of DEPARTMENTS) {
      const contact = { name: kind, post: '值班室', ways: ['webhook'], url: `${story.receivers}/${kind}` }
      await get('duty', 'POST', '/departments', { area: '140800', kind, contacts: [contact] })
    }
  }, 240_000)
  afterAll(() => story.close())

  const day = (n: number) => desk.day(n)
  const hour = (n: number, at: string) => `${day(n)}T${at}:00+08:00`
  const to = (n: number, at: string) => story.at(hour(n, at))

  /** What must be done, and what it answers. */
  async function get<T>(who: string, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const answer = await story.ask<T>(who, method, path, body)
    expect([path, answer.status, answer.status < 300 ? '' : answer.body]).toEqual([path, answer.status, ''])
    return answer.body
  }
  async function code(who: string, path: string, body: object): Promise<unknown> {
    return (await story.ask<{ code?: string }>(who, 'POST', path, body)).body.code
  }

  /** Conferred on and signed as it lies there, and carried out. */
  async function signed(who = 'mayor'): Promise<void> {
    await desk.confer()
    expect(await desk.sign(who)).toBe(200)
    await story.settle()
  }

  async function changed(kind: string, body: object): Promise<void> {
    expect(await desk.change(kind, body)).toBe(200)
    await story.settle()
  }

  /** What enterprises have heard since the last look, and their answer to each order. */
  async function heard(): Promise<string[]> {
    const orders = story.received.filter(({ path, body }) => path.startsWith('/e/') && body.kind !== 'letter')
    story.received.length = 0
    for (const { body } of orders.filter(({ body: { kind } }) => kind === 'order'))
      await story.ask(body.answer.token, 'POST', body.answer.url, { kind: 'committed' })
    return [...new Set(orders.map(({ body }) => `${body.kind} ${body.warning.level}`))]
  }

  /** The one address for it. */
  async function unaware() {
    const { unaware: who } = await get<Board>('duty', 'GET', `/warnings/${warning}/board`)
    const departments = who.departments.filter(({ entered }) => entered).map(({ kind }) => kind)
    return { enterprises: who.enterprises, counties: who.counties.length, departments: departments.sort() }
  }
  const NOBODY = { enterprises: 0, counties: 0, departments: [] }

  const tasks = async (query = '') =>
    (await get<Items<Task>>('duty', 'GET', `/tasks?kind=department&limit=100${query}`)).items
  const responses = async () =>
    (await get<Items<{ id: string; area: string; state: string }>>('duty', 'GET', `/warnings/${warning}/responses`))
      .items
  const causes = async () =>
    (await get<Items<{ cause: string }>>('duty', 'GET', '/wakes?open=true')).items.map(({ cause }) => cause)

  /** Every county that has not acknowledged starts its response: two by their own officers, the others on the telephone. */
  async function countiesStart(): Promise<void> {
    for (const { id, area, state } of await responses()) {
      const who = area === '140802' ? yanhu : area === '140882' ? 'county' : 'duty'
      if (state === 'told') await get(who, 'POST', `/responses/${id}/start`, {})
    }
  }

  /** The duty officer writes down what each department says on the telephone. */
  async function departmentsSay(kind: 'received' | 'done', which: (task: Task) => boolean): Promise<void> {
    for (const one of (await tasks()).filter(which))
      await get('duty', 'POST', `/tasks/${one.id}/reports`, { kind, ...(kind === 'done' ? { text: '已落实' } : {}) })
  }
  const unanswered = ({ state }: Task) => state === 'issued' || state === 'silent'

  const precautions = async (alive = true) =>
    (await get<Items<Precaution>>('duty', 'GET', `/precautions?alive=${alive}`)).items

  test('the evening before, a forecast below any warning calls for measures that nobody is ordered to', async () => {
    await desk.forecast(day(0), [145, 145, 90, 80, 80, 80, 80])
    expect(await desk.warning()).toBeNull()
    const [found] = await precautions()
    expect(found).toMatchObject({ state: 'proposed', endsAt: hour(2, '00:00') })
    const decide = (verb: string, who = 'duty') =>
      story.ask<Precaution & { code?: string }>(who, 'POST', `/precautions/${found?.id}/${verb}`, {
        reason: '会商意见',
      })
    expect(await causes(), 'who decides is called').toContain('precautionWaits')
    expect((await decide('end')).body.code).toBe('event.refused')
    expect((await decide('take', 'county')).status).toBe(403)
    expect((await decide('take', 'elsewhere')).status).toBe(404)
    expect((await decide('take')).body).toMatchObject({ state: 'holding', allowed: [{ event: 'PRECAUTION_ENDED' }] })
    await story.settle()
    expect(await causes()).not.toContain('precautionWaits')
    const advised = story.received.filter(({ text }) => text.includes('〔临时管控提示，不是减排指令〕'))
    expect(advised.map(({ path }) => path)).toHaveLength(BRICKS)
    const { notice } = await get<Precaution>('county', 'GET', `/precautions/${found?.id}`)
    expect(notice.zh).toContain('未达到预警条件，启动临时管控。措施：公务用车减少出行。')
    // What a further forecast says neither ends it nor begins a second.
    await desk.forecast(day(0), [120, 110, 90, 80, 80, 80, 80])
    expect(await precautions()).toMatchObject([{ state: 'holding', endsAt: hour(2, '00:00') }])
    expect(await heard()).toEqual([])
  })

  test('the province calls for orange, whatever the outlook and the card say', async () => {
    await to(0, '14:00')
    await desk.forecast(day(1), [205, 150, 150, 90, 80, 80, 80])
    const outlook = await get<{ days: { day: string; aqi: number }[] }>('duty', 'GET', '/areas/140800/outlook')
    expect(JSON.stringify(outlook)).toContain('205')
    const { items: cards } = await get<Items<{ id: string; level: string }>>('duty', 'GET', '/assessments?area=140800')
    expect(cards[0]?.level).toBe('yellow')
    const card = await get<object>('duty', 'GET', `/assessments/${cards[0]?.id}`)
    expect(card).toHaveProperty('headline')
    const order = {
      issuer: 'province',
      issuerName: '山西省生态环境厅',
      document: '晋气防调度令〔2024〕4号',
      level: 'orange',
      startsAt: hour(1, '00:00'),
      areas: ['140800'],
    }
    const entered = await get<Items<{ id: string; answerBy: string }>>('duty', 'POST', '/instructions', order)
    expect(entered.items).toMatchObject([{ answerBy: hour(0, '16:00') }])
    instruction = entered.items[0]?.id ?? ''
    await story.settle()
    const proposed = await desk.living()
    expect(proposed.change).toMatchObject({ kind: 'issue', ground: 'instructed', level: 'orange', rank: 2 })
    warning = proposed.id
    expect(await unaware(), 'nothing is signed, nobody is to know').toEqual(NOBODY)
  })

  test('its signer is silent: the clock calls the deputy in, who signs, and everybody is told', async () => {
    await desk.confer()
    await story.settle()
    expect(await code('office', `/warnings/${warning}/signatures`, { decision: 'sign' })).toBe('warning.rankTooLow')
    await to(0, '16:00')
    expect(await causes()).toEqual(expect.arrayContaining(['signatureWaits', 'instructionOverdue']))
    expect(await desk.sign('office')).toBe(200)
    await story.settle()
    const shown = await get<{ signatures: object[] }>('duty', 'GET', `/warnings/${warning}`)
    expect(shown.signatures[0]).toMatchObject({ deputyFor: { zh: '分管副市长' } })
    // Two answer at once, over the pool on two connections: one answer goes up.
    const both = await Promise.all(
      ['duty', 'vicemayor'].map((who) => story.ask(who, 'POST', `/instructions/${instruction}/answer`, {})),
    )
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409])
    await story.settle()
    expect(await desk.living()).toMatchObject({ state: 'scheduled.steady', level: 'orange' })
    const counties = (await responses()).length
    expect(counties).toBeGreaterThan(12)
    expect(await unaware()).toEqual({ enterprises: 0, counties, departments: [...DEPARTMENTS].sort() })
    const told = story.received.flatMap(({ path, text }) => (path.startsWith('/e/') ? [] : [{ path, text }]))
    // Each department has its tasks, and beside them the notice.
    for (const about of ['departmentTasks', 'notice']) {
      const paths = told.flatMap(({ path, text }) => (text.includes(`"about":"${about}"`) ? [path] : []))
      expect(paths.sort(), about).toEqual([...DEPARTMENTS].map((kind) => `/${kind}`).sort())
    }
    expect(told).toHaveLength(2 * [...DEPARTMENTS].length)
    expect(await heard()).toEqual(['order orange'])
    expect((await precautions())[0]?.state, 'until it begins, what came before goes on').toBe('holding')
  })

  test('who is silent is called for, until nobody is left who does not know', async () => {
    await to(0, '17:10')
    expect(await causes()).toEqual(expect.arrayContaining(['countySilent', 'departmentsWait']))
    await countiesStart()
    await departmentsSay('received', unanswered)
    await departmentsSay('done', ({ title }) => title !== LATE)
    await story.settle()
    expect(await unaware()).toEqual(NOBODY)
    expect(await causes()).not.toContain('countySilent')
  })

  test('it takes effect at its hour; a county asks more of its own, never less', async () => {
    await to(1, '00:00')
    expect((await desk.living()).state).toBe('inForce.steady')
    expect((await precautions(false))[0]?.state).toBe('overtaken')
    const own = (await responses()).find(({ area }) => area === '140802')
    const tighten = `/responses/${own?.id}/tighten`
    expect(await code(yanhu, tighten, { level: 'yellow', reason: '提级' })).toBe('tightening.notStricter')
    await get(yanhu, 'POST', tighten, { level: 'red', reason: '本县污染较重' })
    await story.settle()
    const orders = story.received.filter(({ path }) => path.includes(inventedCode(0)))
    expect(orders.at(-1)?.body.content).toMatchObject({ level: 'orange', measures: 'red' })
    expect(await heard()).toEqual(['order orange'])
    expect(await unaware()).toEqual(NOBODY)
  })

  test('a department that says nothing of what it has done is late', async () => {
    await to(1, '12:00')
    const late = await tasks('&state=overdue')
    expect(late).toMatchObject([{ title: LATE, department: { kind: 'police' } }])
    await get('duty', 'POST', `/tasks/${late[0]?.id}/reports`, { kind: 'done', text: '设岗 6 处' })
    expect(await tasks('&state=overdue')).toEqual([])
  })

  test('raised to red, the mayor signs, and whoever has to know anew is asked anew', async () => {
    await desk.forecast(day(2), [310, 220, 90, 80, 80, 80, 80])
    expect((await desk.living()).change).toMatchObject({ kind: 'raise', ground: 'rule', level: 'red', rank: 3 })
    await signed()
    expect(await desk.living()).toMatchObject({ state: 'inForce.steady', level: 'red' })
    const before = await unaware()
    expect(before.counties).toBe((await responses()).length)
    expect(before.departments).toContain('housing')
    expect(await heard()).toEqual(['order red'])
    await countiesStart()
    await departmentsSay('received', unanswered)
    expect(await unaware()).toEqual(NOBODY)
  })

  test('under the instruction it neither rests nor ends; lifted above, it rests for a clean interval', async () => {
    await to(2, '10:00')
    expect(await causes(), 'the daily report').toContain('instructionOverdue')
    await get('duty', 'POST', `/instructions/${instruction}/reports`, { day: day(1) })
    const rest = { resumeBy: hour(2, '20:00') }
    expect(await desk.propose('suspend', rest)).toBe(409)
    expect(await desk.propose('lift', {})).toBe(409)
    await get('duty', 'POST', `/instructions/${instruction}/lift`, { document: '晋气防〔2024〕5号' })
    await story.settle()
    await changed('suspend', rest)
    expect(await desk.living()).toMatchObject({ state: 'suspended.steady', level: 'red' })
    expect(await heard()).toEqual(['order red'])
    await to(2, '20:00')
    expect((await desk.living()).overdue, 'the hour by which somebody had to act').toEqual(['resume'])
    await changed('resume', {})
    expect(await desk.living()).toMatchObject({ state: 'inForce.steady', level: 'red', overdue: [] })
    expect(await heard()).toEqual(['order red'])
    // From 20:00 it holds twelve hours at least: no bulletin ends what has just begun to hold again; the officer may.
    await desk.forecast(day(3), [90, 80, 80, 80, 80, 80, 80])
    expect((await desk.living()).change).toBeNull()
  })

  test('it is lowered in two steps, each signed', async () => {
    await to(3, '06:00')
    await desk.forecast(day(3), [210, 160, 90, 80, 80, 80, 80])
    await changed('lower', { level: 'orange' })
    expect(await heard()).toEqual(['order orange'])
    await to(3, '12:00')
    await changed('lower', { level: 'yellow' })
    expect(await heard()).toEqual(['order yellow'])
    expect(await desk.living()).toMatchObject({ state: 'inForce.steady', level: 'yellow' })
    await countiesStart()
    await departmentsSay('received', unanswered)
    await story.settle()
    expect(await unaware()).toEqual(NOBODY)
  })

  test('the forecast clears: the lift is announced ahead, measures hold until its hour, and then nobody is bound', async () => {
    await to(3, '18:00')
    await desk.forecast(day(4), [90, 80, 80, 80, 80, 80, 80])
    const { change } = await desk.living()
    expect(change).toMatchObject({ kind: 'lift', ground: 'rule', startsAt: hour(4, '00:00') })
    const { reversal } = await get<{ reversal: { say: { zh: string } } }>('duty', 'GET', `/warnings/${warning}`)
    expect(reversal.say.zh).toBe('按现有预报，解除后未见再次达到预警条件。')
    await signed()
    expect((await desk.living()).state).toBe('lifting')
    expect(await heard()).toEqual(['ending yellow'])
    await to(4, '00:00')
    expect((await desk.warning())?.state).toBe('lifted')
    expect(await heard()).toEqual(['release yellow'])
    expect(await unaware()).toEqual(NOBODY)
    const orders = await get<Items<{ state: string }>>('duty', 'GET', `/orders?warning=${warning}`)
    expect(orders.items.filter(({ state }) => !/superseded|released/.test(state))).toEqual([])
    expect((await tasks('&open=false')).filter(({ state }) => state !== 'released')).toEqual([])
    expect((await responses()).filter(({ state }) => state !== 'ended')).toEqual([])
  })

  test('what was decided is on paper, the auditor is silent, and the journal shows no change', async () => {
    await get('duty', 'POST', `/instructions/${instruction}/summary`, {})
    const notices = await get<Items<{ change: { kind: string } }>>(
      'duty',
      'GET',
      `/warnings/notices?warning=${warning}`,
    )
    expect(notices.items).toHaveLength(7)
    const minutes = await get<Items<object>>('duty', 'GET', '/minutes')
    expect(minutes.items.length).toBeGreaterThanOrEqual(7)
    expect(await get('auditor', 'GET', '/audit')).toMatchObject({ ok: true, breaches: [] })
    expect(await get('auditor', 'GET', '/journal/verify')).toMatchObject({ ok: true })
    await expectSound(story.engine.world.db)
  })
}
