import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUser } from '../../src/people/admit.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'
import { smallList } from '../help/lists.ts'

/* Who is at the post (值班值守): a month is entered, officers come, hand over and stay away, and it is noticed. */

interface Ring {
  who: string
  kind: string
  cause?: string
  page?: string
  answer: { token: string }
}
interface Shift {
  id: string
  post: string
  state: string
  officer: string | null
  person: string
  from: string
  checkedIn: { how: string } | null
}
interface Problem {
  code: string
  detail: string
  next: string
}

let story: StoryEngine
let base = ''
const rings: Ring[] = []
const telephone = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (part: string) => (text += part))
  request.on('end', () => {
    rings.push({ who: (request.url ?? '').slice(1), ...(JSON.parse(text) as Omit<Ring, 'who'>) })
    response.writeHead(204).end()
  })
})
const tokens = new Map<string, string>()
const PASSWORD = 'at-the-post-2024'
const heard = () => rings.splice(0).map(({ who, kind, cause }) => `${who} ${cause ?? kind}`)
const as = (who: string) => tokens.get(who) ?? who
const post = <T = Shift & Problem>(who: string, path: string, body: object = {}) =>
  story.ask<T>(as(who), 'POST', path, body)
const get = <T>(who: string, path: string) => story.ask<T>(as(who), 'GET', path)
const shifts = async (query: string, who = 'duty') =>
  (await get<{ items: Shift[] }>(who, `/shifts?area=140800&${query}`)).body.items

async function admit(login: string, role: string, area: string): Promise<void> {
  const { world } = story.engine
  await createUser(world, { login, password: PASSWORD, name: `${login}同志`, role, rank: 0, area }, world.clock.now())
  const { body } = await story.ask<{ token: string }>(null, 'POST', '/sessions', { login, password: PASSWORD })
  tokens.set(login, body.token)
}

beforeAll(async () => {
  await new Promise<void>((resolve) => telephone.listen(0, '127.0.0.1', resolve))
  const address = telephone.address()
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  story = await StoryEngine.open(anyBackend(), {
    list: smallList(),
    clock: '2024-11-30T23:00:00.000Z',
    answering: () => ({ status: 200 }),
  })
  for (const login of ['second', 'third', 'chief']) await admit(login, 'dutyOfficer', '140800')
  for (const login of ['duty', 'second', 'third', 'chief', 'county']) {
    const ways = [{ channel: 'webhook', url: `${base}/${login}` }]
    expect((await post(login, '/rosters/ways', { phone: '15400000009', ways })).status).toBe(200)
  }
}, 120_000)
afterAll(async () => {
  await story.close()
  telephone.closeAllConnections()
  await new Promise((resolve) => telephone.close(resolve))
})

const hour = (day: number, at: number) =>
  new Date(Date.parse('2024-12-01T00:00:00+08:00') + ((day - 1) * 24 + at) * 3_600_000).toISOString()
/** December: two shifts a day, taken in turn, and a leader from Monday to Monday. */
const DECEMBER = { area: '140800', from: hour(1, 8), until: hour(32, 8) }
const month = () => [
  ...Array.from({ length: 31 }, (_, n) => [
    { officer: ['duty', 'second', 'third'][n % 3] ?? '', from: hour(n + 1, 8), until: hour(n + 1, 20) },
    { officer: ['second', 'third', 'duty'][n % 3] ?? '', from: hour(n + 1, 20), until: hour(n + 2, 8) },
  ]).flat(),
  { officer: 'chief', post: 'leader', from: hour(1, 8), until: hour(8, 8) },
]

test('a month is entered in one request; what is wrong with it is named, and written again it changes nothing', async () => {
  const twice = [...month(), { officer: 'duty', position: 2, from: hour(1, 10), until: hour(1, 12) }]
  expect(await post('duty', '/rosters', { ...DECEMBER, shifts: twice })).toMatchObject({
    status: 422,
    body: { code: 'roster.overlap', detail: expect.stringContaining('duty') },
  })
  expect((await get<{ shifts: object[] }>('duty', rosterPath())).body.shifts).toEqual([])
  const short = [{ officer: 'duty', from: hour(1, 8), until: hour(1, 8.5) }]
  expect((await post('duty', '/rosters', { ...DECEMBER, shifts: short })).status).toBe(400)

  const gap = month().filter(({ from }) => from !== hour(20, 20))
  const written = await post<{ shifts: Shift[]; gaps: object[] }>('duty', '/rosters', { ...DECEMBER, shifts: gap })
  expect(written.status).toBe(200)
  expect(written.body.shifts).toHaveLength(62)
  expect(written.body.gaps).toEqual([{ from: '2024-12-20T20:00:00+08:00', until: '2024-12-21T08:00:00+08:00' }])
  const whole = await post<{ shifts: Shift[]; gaps: object[] }>('duty', '/rosters', { ...DECEMBER, shifts: month() })
  expect(whole.body.gaps).toEqual([])
  const ids = new Set(whole.body.shifts.map(({ id }) => id))
  for (const { id } of written.body.shifts) expect(ids).toContain(id)
  // A neighbour neither reads nor writes it.
  expect((await get('elsewhere', rosterPath())).status).toBe(404)
  expect((await post('elsewhere', '/rosters', { ...DECEMBER, shifts: [] })).status).toBe(404)
  expect((await post('auditor', '/rosters', { ...DECEMBER, shifts: [] })).status).toBe(403)
})

function rosterPath(): string {
  return `/rosters?area=140800&from=${DECEMBER.from}&until=${DECEMBER.until}`
}

test('at eight the officer is asked to come, and checks in by the link of the message', async () => {
  await story.at('2024-12-01T07:30:00+08:00')
  expect(heard()).toEqual([])
  await story.at('2024-12-01T08:00:00+08:00')
  const call = rings.find(({ who }) => who === 'duty')
  expect(heard().toSorted()).toEqual(['chief shift', 'duty shift'])
  // A preview that opens the page checks nobody in.
  const page = await fetch(call?.page ?? '')
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('我已到岗')
  expect(await shifts('only=living&limit=1')).toMatchObject([{ state: 'planned' }])
  const tapped = await fetch(call?.page ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(await tapped.text()).toContain('已于 2024-12-01 08:00 签到')
  const [mine] = await shifts('mine=true&only=living&limit=1')
  expect(mine).toMatchObject({ officer: 'duty', state: 'present', checkedIn: { how: 'link' } })
  expect((await post('duty', '/shifts/check-ins', { token: `${call?.answer.token.slice(0, -1)}x` })).status).toBe(404)
  const again = await story.ask(null, 'POST', '/shifts/check-ins', { token: call?.answer.token })
  expect(again).toMatchObject({ status: 200, body: { state: 'present' } })
  const leader = (await shifts('only=living')).find((one) => one.post === 'leader')
  expect(await post('duty', `/shifts/${leader?.id}/check-in`)).toMatchObject({ body: { code: 'shift.notYours' } })
  expect(await post('chief', `/shifts/${leader?.id}/check-in`)).toMatchObject({
    status: 200,
    body: { state: 'present' },
  })
})

test('a shift is handed over with a note, which the next reads, takes over, and nobody changes', async () => {
  await story.at('2024-12-01T19:50:00+08:00')
  const [day, night] = (await shifts('only=living')).filter(({ post: as }) => as === 'duty')
  const tomorrow = (await shifts('only=living')).find(
    ({ officer, from }) => officer === 'second' && from > '2024-12-02',
  )
  expect(await post('second', `/shifts/${tomorrow?.id}/check-in`)).toMatchObject({
    status: 409,
    body: { code: 'shift.tooEarly' },
  })
  expect(await post('second', `/shifts/${day?.id}/take-over`)).toMatchObject({ status: 409 })
  const note = '盐湖区 3 家企业电话核实中，20:30 前回复。'
  expect(await post('second', `/shifts/${day?.id}/hand-over`, { note })).toMatchObject({ status: 403 })
  const left = await post<object>('duty', `/shifts/${day?.id}/hand-over`, { note })
  expect(left).toMatchObject({
    status: 200,
    body: { state: 'handingOver', note: { note, open: [{ zh: '无待办事项。' }], taken: null } },
  })
  // It stays as it was written.
  expect(await post('duty', `/shifts/${day?.id}/hand-over`, { note: '另一份' })).toMatchObject({
    status: 409,
    body: { code: 'event.refused', detail: expect.stringContaining('handing over') },
  })
  expect(await get('second', `/shifts/${night?.id}`)).toMatchObject({ body: { before: [{ note, taken: null }] } })
  expect(await post('third', `/shifts/${day?.id}/take-over`)).toMatchObject({ status: 409 })
  const both = await Promise.all([1, 2].map(() => post('second', `/shifts/${day?.id}/take-over`)))
  expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409'])
  expect(await get('duty', `/shifts/${night?.id}`)).toMatchObject({
    body: { state: 'present', officer: 'second', before: [{ note, taken: { at: '2024-12-01T19:50:00+08:00' } }] },
  })
  expect((await get('elsewhere', `/shifts/${night?.id}`)).status).toBe(404)
  heard()
  await story.at('2024-12-01T20:20:00+08:00')
  expect(heard()).toEqual([])
  // Whoever is at the post is not edited away.
  const without = month().filter(({ from }) => from !== hour(1, 20))
  expect(await post('duty', '/rosters', { ...DECEMBER, shifts: without })).toMatchObject({
    status: 409,
    body: { code: 'roster.atPost' },
  })
})

test('nobody comes in the morning: the leader is called, that officer, then everybody, until somebody stands in and is there', async () => {
  await story.at('2024-12-02T08:00:00+08:00')
  expect(heard()).toEqual(['second shift'])
  await story.at('2024-12-02T08:14:00+08:00')
  expect(heard()).toEqual([])
  // The night is still at the post until it is relieved: nobody is missed yet.
  await story.at('2024-12-02T08:15:00+08:00')
  expect(heard()).toEqual([])
  expect(await shifts('only=absent')).toMatchObject([{ officer: 'second', from: '2024-12-02T08:00:00+08:00' }])
  await story.at('2024-12-02T09:00:00+08:00')
  // The leader is in post, and hears of it first; then whoever should have come.
  expect(heard()).toEqual(['chief dutyAbsent'])
  await story.at('2024-12-02T09:10:00+08:00')
  expect(heard()).toEqual(['second dutyAbsent'])
  await story.at('2024-12-02T09:20:00+08:00')
  expect(heard().toSorted()).toEqual(['chief dutyAbsent', 'duty dutyAbsent', 'second dutyAbsent', 'third dutyAbsent'])
  const [absent] = await shifts('only=absent')
  expect(await post('third', `/shifts/${absent?.id}/check-in`)).toMatchObject({ body: { code: 'shift.notYours' } })
  const stands = await post<{ link: string }>('duty', `/shifts/${absent?.id}/person`, { officer: 'third' })
  expect(stands.status).toBe(200)
  await story.settle()
  expect(heard()).toEqual(['third shift'])
  expect(await post('second', `/shifts/${absent?.id}/check-in`)).toMatchObject({ body: { code: 'shift.notYours' } })
  expect(await post('third', `/shifts/${absent?.id}/check-in`)).toMatchObject({ body: { state: 'present' } })
  await story.settle()
  const wakes = await get<{ items: { cause: string; state: string }[] }>('duty', '/wakes')
  expect(wakes.body.items).toMatchObject([{ cause: 'dutyAbsent', state: 'stoodDown' }])
  await story.at('2024-12-02T09:40:00+08:00')
  expect(heard()).toEqual([])
})

test('an absence is not edited away, and what was before stays as it was', async () => {
  await story.at('2024-12-02T21:05:00+08:00')
  const [absent] = await shifts('only=absent')
  expect(absent).toMatchObject({ officer: 'third', from: '2024-12-02T20:00:00+08:00' })
  const now = '2024-12-02T21:05:00+08:00'
  const rest = { area: '140800', from: hour(2, 20), until: hour(3, 8) }
  const stood = [{ officer: 'duty', from: now, until: hour(3, 8) }]
  expect((await post('duty', '/rosters', { ...rest, shifts: stood })).status).toBe(200)
  expect((await get<Shift>('duty', `/shifts/${absent?.id}`)).body.state).toBe('missed')
  const { world } = story.engine
  const written = await world.db.rows<{ event: string }>(
    `select event from journal where kind = 'shift' and (subject = $1 or $1 = any(members)) order by tx, seq`,
    [absent?.id],
  )
  // The clock jumped over both its hours at once: the call and the second may come in either order.
  const [begun, beginning, ...events] = written.map(({ event }) => event)
  expect([begun, beginning, events.pop()]).toEqual(['BEGUN', 'TICK', 'SHIFT_WITHDRAWN'])
  expect(events.toSorted()).toEqual(['CALLED_TO_POST', 'TICK'])
  await story.settle()
  await expectSound(world.db)
})
