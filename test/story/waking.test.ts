import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../../src/db/effects.ts'
import { newId } from '../../src/model/id.ts'
import { createEnterpriseTokens, createUser } from '../../src/people/admit.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { smallList } from '../help/lists.ts'

/* A night at the bureau: the forecast turns, somebody is woken, and nobody is woken who need not be (N23). */

interface Ring {
  path: string
  cause: string
  wakeId: string
  say: { zh: string }
  answer: { url: string; token: string }
}
interface Wake {
  id: string
  cause: string
  state: string
  area: string
  answered: { by: string } | null
}

let story: StoryEngine
let base = ''
const rings: Ring[] = []
const telephone = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (part: string) => (text += part))
  request.on('end', () => {
    const ring = JSON.parse(text) as Omit<Ring, 'path'> & { kind?: string }
    // The notice itself is a document, and rings nobody.
    if (ring.kind !== 'letter') rings.push({ path: request.url ?? '', ...ring })
    response.writeHead(204).end()
  })
})
const tokens = new Map<string, string>()
const PASSWORD = 'woken-at-night'
const rung = () => rings.splice(0).map(({ path, cause }) => `${path.slice(1)} ${cause}`)

async function admit(login: string, role: string, area: string): Promise<void> {
  const { world } = story.engine
  await createUser(world, { login, password: PASSWORD, name: login, role, rank: 0, area }, world.clock.now())
  await logIn(login)
}

async function logIn(login: string): Promise<void> {
  const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', { login, password: PASSWORD })
  tokens.set(login, body.token)
}

/** Everybody's telephone is an address of this test. */
async function reachable(login: string): Promise<void> {
  const ways = [{ channel: 'webhook', url: `${base}/${login}` }]
  const { status } = await story.ask(tokens.get(login) ?? login, 'POST', '/rosters/ways', {
    phone: '15400000009',
    ways,
  })
  expect(status).toBe(200)
}

async function wakes(query = ''): Promise<Wake[]> {
  const { body } = await story.ask<{ items: Wake[] }>('duty', 'GET', `/wakes${query}`)
  return body.items
}

async function theOrder(): Promise<{ warning: string; order: string; enterprise: string }> {
  const { body } = await story.ask<{ items: { id: string; warningId: string; enterprise: { id: string } }[] }>(
    'duty',
    'GET',
    '/orders?only=county',
  )
  const [one] = body.items
  return { warning: one?.warningId ?? '', order: one?.id ?? '', enterprise: one?.enterprise.id ?? '' }
}

beforeAll(async () => {
  await new Promise<void>((resolve) => telephone.listen(0, '127.0.0.1', resolve))
  const address = telephone.address()
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  story = await StoryEngine.open(anyBackend(), {
    list: smallList(),
    clock: '2024-12-25T11:00:00.000Z',
    answering: () => ({ status: 200 }),
  })
  await admit('second', 'dutyOfficer', '140800')
  await admit('third', 'dutyOfficer', '140800')
  for (const login of ['duty', 'second', 'third', 'county', 'mayor']) await reachable(login)
}, 120_000)
afterAll(async () => {
  await story.close()
  telephone.closeAllConnections()
  await new Promise((resolve) => telephone.close(resolve))
})

const NIGHT = { from: '2024-12-25T20:00:00+08:00', until: '2024-12-26T08:00:00+08:00' }

test('the roster names who is on duty, across midnight, and when nobody is', async () => {
  const shifts = ['duty', 'second', 'third'].map((officer, n) => ({ officer, position: n + 1, ...NIGHT }))
  const day = { from: '2024-12-25T08:00:00+08:00', until: '2024-12-26T12:00:00+08:00' }
  const written = await story.ask('duty', 'POST', '/rosters', { area: '140800', ...day, shifts })
  const gaps = [
    { from: day.from, until: NIGHT.from },
    { from: NIGHT.until, until: day.until },
  ]
  expect(written).toMatchObject({ status: 200, body: { gaps } })
  expect(
    (
      await story.ask(
        'elsewhere',
        'GET',
        `/rosters?area=140800&from=${encodeURIComponent(day.from)}&until=${encodeURIComponent(day.until)}`,
      )
    ).status,
  ).toBe(404)
  const stranger = { area: '140800', ...day, shifts: [{ officer: 'nobody', ...NIGHT }] }
  expect((await story.ask('duty', 'POST', '/rosters', stranger)).status).toBe(404)
  const backwards = { area: '140800', ...day, shifts: [{ officer: 'duty', from: NIGHT.until, until: NIGHT.from }] }
  expect((await story.ask('duty', 'POST', '/rosters', backwards)).status).toBe(400)
})

test('whoever is on duty is asked to come, and checks in', async () => {
  await story.at('2024-12-25T20:00:00+08:00')
  expect(
    rings
      .splice(0)
      .map(({ path }) => path.slice(1))
      .toSorted(),
  ).toEqual(['duty', 'second', 'third'])
  const { body } = await story.ask<{ items: { id: string; officer: string }[] }>('duty', 'GET', '/shifts?only=living')
  for (const { id, officer } of body.items)
    expect((await story.ask(tokens.get(officer) ?? officer, 'POST', `/shifts/${id}/check-in`)).status).toBe(200)
})

test('the forecast turns red at 22:00: the first sleeps, the second answers, the third is not called', async () => {
  await story.at('2024-12-25T22:00:00+08:00')
  await story.forecast('2024-12-25T22:00:00+08:00', '2024-12-26', [320, 330, 310, 210, 90, 80, 70])
  expect(rung()).toEqual(['duty forecastTurned'])
  // A preview that opens the address is no answer, and neither is somebody else's token.
  expect((await story.ask(null, 'GET', '/wakes/answers')).status).not.toBe(200)
  expect((await story.ask(null, 'POST', '/wakes/answers', { token: 'w.a.b.c' })).status).toBe(404)
  await story.at('2024-12-25T22:04:00+08:00')
  expect(rung()).toEqual([])
  await story.at('2024-12-25T22:05:00+08:00')
  const [call] = rings
  expect(rung()).toEqual(['second forecastTurned'])
  expect(call?.say.zh).toContain('红色')
  const token = call?.answer.token ?? ''
  expect((await story.ask(null, 'POST', '/wakes/answers', { token: `${token}x` })).status).toBe(404)
  expect(await story.ask(null, 'POST', '/wakes/answers', { token })).toMatchObject({
    status: 200,
    body: { state: 'answered' },
  })
  expect((await story.ask(null, 'POST', '/wakes/answers', { token })).status).toBe(200)
  await story.at('2024-12-25T22:40:00+08:00')
  expect(rung()).toEqual([])
  const [woken] = await wakes()
  const { body } = await story.ask<{ calls: { officer: string; outcome: string }[] }>(
    'duty',
    'GET',
    `/wakes/${woken?.id}`,
  )
  expect(body.calls).toMatchObject([
    { officer: 'duty', outcome: 'delivered' },
    { officer: 'second', outcome: 'delivered' },
  ])
  expect((await story.ask('elsewhere', 'GET', `/wakes/${woken?.id}`)).status).toBe(404)
})

test('the same forecast again wakes nobody', async () => {
  await story.forecast('2024-12-25T22:45:00+08:00', '2024-12-26', [321, 330, 310, 210, 90, 80, 70])
  expect(rung()).toEqual([])
})

test('the mayor is called for the signature, until it is given', async () => {
  const { body } = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/consultations?open=true')
  const decision = { decision: 'proceed', reason: '一致同意' }
  expect((await story.ask('duty', 'POST', `/consultations/${body.items[0]?.id}/decision`, decision)).status).toBe(200)
  await story.settle()
  expect(rung()).toEqual(['mayor signatureWaits'])
  const warnings = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/warnings')
  const signed = await story.ask('mayor', 'POST', `/warnings/${warnings.body.items[0]?.id}/signatures`, {
    decision: 'sign',
    reason: '同意',
  })
  expect(signed.status).toBe(200)
  await story.settle()
  // The counties have it now, and whoever can be called there is called until it is acknowledged.
  expect(rung()).toEqual(['county countyTold'])
  const told = await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/responses?open=true')
  for (const { id } of told.body.items) await story.ask('duty', 'POST', `/responses/${id}/acknowledge`, {})
  await story.settle()
  expect(await wakes('?open=true')).toEqual([])
  await story.at('2024-12-25T23:00:00+08:00')
  expect(rung()).toEqual([])
})

test('plants that stay silent are one call to their county, and an inspector’s task after it', async () => {
  for (const minute of [10, 25, 30, 35, 40]) await story.at(`2024-12-25T23:${minute}:00+08:00`)
  const token = rings[0]?.answer.token
  expect(rung()).toEqual(['county silentPlants'])
  expect((await story.ask(null, 'POST', '/wakes/answers', { token })).status).toBe(200)
  const { warning, order, enterprise } = await theOrder()
  // By hand, too, but not who was written to a moment ago; and a neighbour learns nothing.
  const remind = (who: string) => story.ask(who, 'POST', `/warnings/${warning}/reminders`, {})
  expect(await remind('elsewhere')).toMatchObject({ status: 404 })
  expect(await remind('county')).toMatchObject({ status: 200, body: { reminded: 1 } })
  expect(await remind('county')).toMatchObject({ status: 200, body: { reminded: 0 } })
  await story.settle()
  expect(story.received.at(-1)?.body.kind).toBe('reminder')

  // The enterprise names another person, and the officer sends the order there.
  const { world } = story.engine
  const made = await createEnterpriseTokens(world, [{ enterprise, name: '示例', area: '140882' }], world.clock.now())
  const own = made.get(enterprise) ?? ''
  const before = await story.ask<{ items: { id: string; name: string }[] }>(own, 'GET', '/me/contacts')
  const seat = before.body.items.at(-1)?.id ?? expect.fail('nobody to be told')
  const person = { name: '赵示例', phone: '15400000077' }
  const changed = await story.ask<{ items: object[] }>(own, 'POST', `/me/contacts/${seat}`, {
    ...person,
    language: 'en',
  })
  expect(changed.body.items).toContainEqual(expect.objectContaining({ id: seat, ...person, sms: true, language: 'en' }))
  expect((await story.ask(own, 'POST', `/me/contacts/${seat}`, { ...person, phone: '12x' })).status).toBe(400)
  expect((await story.ask(own, 'POST', `/me/contacts/${order}`, person)).status).toBe(404)
  const written = await world.db.rows<{ body: string }>(`select body from journal where event = 'CONTACT_CHANGED'`)
  expect(written).toHaveLength(1)
  expect(written[0]?.body).not.toMatch(/赵示例|15400000077/)
  const told = await story.ask('county', 'POST', `/orders/${order}/contact`, {
    contact: order,
    reason: '第一联系人休假',
  })
  expect(told.status).toBe(404)

  const tasks = async (open: boolean) =>
    (await story.ask<{ items: { id: string; state: string }[] }>('duty', 'GET', `/tasks?kind=inspection&open=${open}`))
      .body.items
  await story.at('2024-12-26T00:40:00+08:00')
  const [task] = await tasks(true)
  expect(task).toMatchObject({ state: 'open' })
  // It answers after all: nobody has to go there, and nobody is called for it again.
  const { answer } = story.received.at(-1)?.body ?? expect.fail('no order')
  expect((await story.ask(answer.token, 'POST', answer.url, { kind: 'committed' })).status).toBe(200)
  await story.settle()
  expect(await tasks(true)).toEqual([])
  expect(await tasks(false)).toMatchObject([{ state: 'withdrawn' }])
  expect((await story.ask('duty', 'POST', `/tasks/${task?.id}/answer`, { text: '已到现场' })).status).toBe(409)
  await story.at('2024-12-26T01:50:00+08:00')
  expect(rung()).toEqual([])
})

test('a feed that dies wakes the bureau; everybody is called where nobody is on duty; a bulletin ends it', async () => {
  await story.at('2024-12-27T00:39:00+08:00')
  rung()
  await story.at('2024-12-27T00:40:00+08:00')
  expect(rung().toSorted()).toEqual(['duty feedSilent', 'second feedSilent', 'third feedSilent'])
  await story.forecast('2024-12-27T00:50:00+08:00', '2024-12-27', [330, 310, 210, 90, 80, 70, 60])
  await story.at('2024-12-27T01:10:00+08:00')
  expect(rung()).toEqual([])
  const feed = (await wakes()).find(({ cause }) => cause === 'feedSilent')
  expect(feed).toMatchObject({ state: 'stoodDown', answered: null })
})

test('an alarm of the auditor calls whoever is on duty until the alarm is answered', async () => {
  const { world } = story.engine
  const now = world.clock.now()
  const subject = newId(now)
  const alarm = { kind: 'wake', subject, area: '140800', params: { cause: 'auditorAlarm', occasion: 'I2 1' } } as const
  // Noticed twice, it is one alarm.
  await world.db.transaction((tx) => ask(tx, [alarm, alarm], now))
  await story.settle()
  // Nobody is on the roster of that night: everybody is called.
  expect(rung().toSorted()).toEqual(['duty auditorAlarm', 'second auditorAlarm', 'third auditorAlarm'])
  const [open] = await wakes('?open=true')
  const given = await story.ask(tokens.get('second') ?? '', 'POST', `/wakes/${open?.id}/answer`)
  expect(given).toMatchObject({ status: 200, body: { state: 'answered' } })
  await story.at('2024-12-27T02:00:00+08:00')
  expect(rung()).toEqual([])
})

test('whom nobody can reach is passed over at once, and what nobody hears stays at every desk', async () => {
  const { world } = story.engine
  const now = world.clock.now()
  const alarm = {
    kind: 'wake',
    subject: newId(now),
    area: '140900',
    params: { cause: 'auditorAlarm', occasion: 'I6 1' },
  } as const
  await world.db.transaction((tx) => ask(tx, [alarm], now))
  await story.settle()
  const { body } = await story.ask<{ items: Wake[] }>('elsewhere', 'GET', '/wakes?open=true')
  expect(body.items).toMatchObject([{ cause: 'auditorAlarm', state: 'unheard', area: '140900' }])
})

test('a feed dies at night, a forecast by hand stands in for it, and yields when it speaks again', async () => {
  const area = '140900'
  const says = (path: string, aqi: number[], more: object) => {
    const values = aqi.map((value, n) => ({ at: `2024-12-${29 + n}`, aqi: value }))
    return story.ask('elsewhere', 'POST', path, { area, values, ...more })
  }
  const bulletin = { provider: '示例台', issuedAt: story.engine.world.clock.now() }
  await reachable('elsewhere')
  expect((await says('/forecasts', [80, 70, 60], bulletin)).status).toBe(202)
  await story.at('2024-12-28T03:59:00+08:00')
  rung()
  await story.at('2024-12-28T04:00:00+08:00')
  expect(rung()).toEqual(['elsewhere feedSilent'])
  const ahead = async () => {
    type Seen = { days: { from: { provider: string; mark?: object } | null }[] }
    const { body } = await story.ask<Seen>('elsewhere', 'GET', `/areas/${area}/outlook`)
    return body.days[1]?.from
  }
  const seen = async (path: string) => {
    const { body } = await story.ask<{ items: { id: string; state: string }[] }>('elsewhere', 'GET', path)
    return body.items
  }
  expect((await says('/forecasts/by-hand', [210, 215, 90], { reason: '示例台中断，电话会商' })).status).toBe(202)
  await story.settle()
  expect(await seen(`/warnings?area=${area}`)).toMatchObject([{ state: 'proposed' }])
  const [judged] = await seen(`/assessments?area=${area}`)
  const card = await story.ask<{ trace: { values: object[] } }>('elsewhere', 'GET', `/assessments/${judged?.id}`)
  expect(card.body.trace.values).toContainEqual(
    expect.objectContaining({ at: '2024-12-29', value: '210', mark: 'hand' }),
  )
  expect(await ahead()).toMatchObject({ provider: '人工录入', mark: { origin: 'hand' } })
  await says('/forecasts', [80, 70, 60], { ...bulletin, issuedAt: '2024-12-28T03:00:00+08:00' })
  await story.settle()
  expect(await ahead()).toMatchObject({ provider: '示例台' })
  expect((await seen('/wakes?open=true')).length + (await seen('/feeds?state=dead')).length).toBe(1)
  expect(await seen(`/warnings?area=${area}`)).toMatchObject([{ state: 'dismissed' }])
})
