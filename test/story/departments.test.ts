import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUser } from '../../src/people/admit.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { photo } from '../help/photo.ts'
import { breaches, expectSound } from '../help/invariants.ts'

/*
 * The departments of a city and of one county under a warning: orange is signed, one answers by its link, one is silent
 * until the desk is woken; red adds tasks and keeps the others; lifting releases them all.
 */

interface Letter {
  path: string
  about: string
  department: { id: string; name: string }
  say: { zh: string }
  answer: { url: string; token: string; page: string }
  /** Of a letter that no program answers. */
  page?: string
}
interface Task {
  id: string
  area: string
  state: string
  title: string
  department: { kind: string; name: string | null; rung: string } | null
}
interface Detail extends Task {
  begins: string
  ends: string | null
  restsFrom: string | null
  content: { what: { zh: string }; basis: { borrowedFrom: string | null; document: string | null } }
  reports: { kind: string; text: string | null; onBehalf: boolean }[]
  messages: { purpose: string; state: string }[]
}

let story: StoryEngine
let hands: ByHand
let desk: Desk
let base = ''
let dead = new Set<string>()
const letters: Letter[] = []
const receiver = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (part: string) => (text += part))
  request.on('end', () => {
    const path = (request.url ?? '').slice(1)
    if (dead.has(path)) return response.writeHead(410).end()
    letters.push({ path, ...(JSON.parse(text) as Omit<Letter, 'path'>) })
    response.writeHead(204).end()
  })
})

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(1),
    clock: '2024-12-20T09:00:00+08:00',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
}, 120_000)
afterAll(async () => {
  await hands.close()
  await story.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

const contact = (path: string, head = false) => ({
  name: path,
  post: head ? '局长' : '值班室',
  head,
  phone: '',
  ways: ['webhook'],
  url: `${base}/${path}`,
})

async function enter(area: string, kind: string, paths: readonly string[], who = 'duty') {
  const contacts = paths.map((path) => contact(path, path.endsWith('head')))
  return await story.ask<{ id: string; code?: string }>(who, 'POST', '/departments', { area, kind, contacts })
}

async function advance(minutes: number): Promise<void> {
  await story.ask('duty', 'POST', '/clock', { advance: minutes })
  await hands.settle()
}

async function tasks(query = ''): Promise<Task[]> {
  const path = `/tasks?kind=department&limit=100${query}`
  return (await story.ask<{ items: Task[] }>('duty', 'GET', path)).body.items
}
const detail = async (id: string) => (await story.ask<Detail>('duty', 'GET', `/tasks/${id}`)).body
const of = (all: readonly Task[], kind: string, area = '140800') =>
  all.filter((one) => one.department?.kind === kind && one.area === area)
const states = (some: readonly Task[]) => [...new Set(some.map(({ state }) => state))]
/** Tasks that went out since the last look; the notices beside them are kept apart. */
const sent = () => {
  const all = letters.splice(0).map((one) => ({ ...one, to: one.path }))
  notices.push(...all.filter(({ about }) => about === 'notice'))
  return all.filter(({ about }) => about !== 'notice')
}
const notices: Letter[] = []

async function page(link: string, path = '', form?: Record<string, string>) {
  const answer = await fetch(`${link}${path}`, {
    redirect: 'manual',
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  return { status: answer.status, text: await answer.text() }
}
const wordIn = (text: string) => /name="word"\s+value="([^"]+)"/.exec(text)?.[1] ?? ''

let police: Letter

test('departments are entered by those who may, in their own area', async () => {
  expect((await enter('140800', 'police', ['police', 'police2', 'police-head'])).status).toBe(200)
  expect((await enter('140800', 'housing', ['housing', 'housing2', 'housing-head'])).status).toBe(200)
  expect((await enter('140882', 'police', ['county-police'], 'county')).status).toBe(200)
  expect((await enter('140800', 'weather', ['weather'], 'county')).status).toBe(404)
  expect((await enter('140800', 'weather', ['weather'], 'auditor')).status).toBe(403)
  const noUrl = [{ name: 'x', ways: ['webhook'] }]
  const bad = await story.ask('duty', 'POST', '/departments', { area: '140800', kind: 'weather', contacts: noUrl })
  expect(bad.status).toBe(400)
  const { body } = await story.ask<{ items: { name: string; contacts: unknown[] }[] }>('county', 'GET', '/departments')
  expect(body.items).toMatchObject([{ area: '140882', kind: 'police', contacts: [{ name: 'county-police' }] }])
})

test('the daily number of trucks is the city’s own figure, set by those who may', async () => {
  const quota = { area: '140800', level: 'orange', tripsADay: 1200, reason: '市气防办会议纪要' }
  expect((await story.ask('county', 'POST', '/truck-quotas', quota)).status).toBe(403)
  expect((await story.ask('elsewhere', 'POST', '/truck-quotas', quota)).status).toBe(404)
  expect((await story.ask('duty', 'POST', '/truck-quotas', { ...quota, tripsADay: -1 })).status).toBe(400)
  expect((await story.ask('duty', 'POST', '/truck-quotas', { ...quota, tripsADay: 900 })).status).toBe(200)
  const set = await story.ask<{ items: { tripsADay: number }[] }>('duty', 'POST', '/truck-quotas', quota)
  expect(set.body.items).toMatchObject([{ tripsADay: 1200, level: 'orange' }])
})

test('orange is signed: each department holds its tasks in one message; what has nobody is the desk’s at once', async () => {
  await desk.episode([210, 215, 90, 80, 80, 80, 80])
  expect(await desk.sign()).toBe(200)
  await hands.settle()
  const out = sent()
  expect(out.map(({ to }) => to).sort()).toEqual(['county-police', 'housing', 'police'])
  police = out.find(({ to }) => to === 'police') ?? expect.fail('the police were not told')
  expect(police).toMatchObject({ about: 'departmentTasks', exercise: true })
  expect(police.say.zh).toContain('橙色预警')
  const all = await tasks()
  expect(of(all, 'police').map(({ title }) => title)).toContain('强化机动车限行')
  expect(states(of(all, 'police'))).toEqual(['issued'])
  // Whatever yellow asks for is asked at orange, too; but not what orange puts something else in the place of.
  expect(of(all, 'housing').map(({ title }) => title)).toEqual(['停止土石方作业、拆除、喷涂'])
  expect(of(all, 'police', '140882')).toHaveLength(of(all, 'police').length)
  expect(states(of(all, 'weather'))).toEqual(['silent'])
  const limits = await detail(of(all, 'police').find(({ title }) => title === '强化机动车限行')?.id ?? '')
  expect(limits.content.basis).toMatchObject({
    borrowedFrom: '太原市',
    document: '太原市重污染天气橙色预警（2020-11）',
  })
  expect(limits.content.what.zh).toContain('城市限行区域')
  const trucks = of(all, 'transport').find(({ title }) => title === '进入市区货车总量控制')
  expect((await detail(trucks?.id ?? '')).content.what.zh).toContain('每日配额 1200 车次（本级设定）')
  await expectSound(story.engine.world.db)
})

test('photographs of what is done: when they were taken counts, none shows two things, and an officer rules on doubt', async () => {
  const [first, second] = of(await tasks(), 'police')
  if (!first || !second) expect.fail('the police have no tasks')
  const word = wordIn((await page(police.answer.page)).text)
  const now = story.engine.world.clock.now()
  const send = async (task: string, body: Buffer, given = word, link = police.answer.page) => {
    const headers = { 'x-word': given, 'content-type': 'application/octet-stream', accept: 'application/json' }
    const path = `${link}/tasks/${task}/photos`
    const answer = await fetch(path, { method: 'POST', headers, body: Uint8Array.from(body) })
    return { status: answer.status, body: (await answer.json()) as { code?: string; sha256?: string } }
  }
  const good = photo({ at: now, latitude: 35.02, longitude: 111 })
  expect((await send(first.id, good)).status).toBe(201)
  expect((await send(first.id, good)).status).toBe(201)
  // The very same picture shows no other task; yesterday's and one without time or place wait for an officer.
  expect(await send(second.id, good)).toMatchObject({ status: 409, body: { code: 'task.photoUsed' } })
  const old = photo({ at: new Date(Date.parse(now) - 86_400_000).toISOString(), latitude: 35.02, longitude: 111 })
  for (const doubtful of [old, photo(null)]) expect((await send(second.id, doubtful)).status).toBe(201)
  expect((await send(first.id, Buffer.from('%PDF-1.4'))).status).toBe(422)
  expect((await send(first.id, photo(null), 'forged')).status).toBe(403)
  expect((await send(of(await tasks(), 'housing')[0]?.id ?? '', photo(null))).status).toBe(404)

  interface Shown {
    sha256: string
    state: string
    place: { latitude: number } | null
    faults: { code: string }[]
  }
  const kept = async (id: string, who = 'duty') =>
    await story.ask<{ items: Shown[] }>(who, 'GET', `/tasks/${id}/photos`)
  expect((await kept(first.id)).body.items).toMatchObject([
    { state: 'believed', faults: [], place: { latitude: 35.02 } },
  ])
  const { items } = (await kept(second.id)).body
  expect(items.map(({ faults }) => faults.map(({ code }) => code).join(' ')).sort()).toEqual([
    'photo.noTime photo.noPlace',
    'photo.time',
  ])
  expect((await kept(first.id, 'elsewhere')).status).toBe(404)
  const rule = (verb: string, who = 'duty', sha256 = items[0]?.sha256) =>
    story.ask(who, 'POST', `/tasks/${second.id}/photos/${sha256}/${verb}`, { reason: '与现场不符' })
  expect((await rule('reject', 'auditor')).status).toBe(403)
  expect((await rule('reject', 'duty', 'a'.repeat(64))).status).toBe(404)
  expect(await rule('reject')).toMatchObject({
    status: 200,
    body: { state: 'rejected', decided: { reason: '与现场不符' } },
  })
  expect((await rule('accept')).status).toBe(409)
  expect((await page(police.answer.page)).text).toContain('已收到 2 张')
})

test('the notice goes to the departments of city and counties and to the counties; who has it is known', async () => {
  expect(notices.map(({ path }) => path).sort()).toEqual(['county-police', 'housing', 'police'])
  const letter = notices.find(({ path }) => path === 'police') ?? expect.fail('the police have no notice')
  expect(letter).toMatchObject({ exercise: true, department: { id: expect.any(String) } })
  expect(letter.say.zh).toMatch(/关于启动重污染天气橙色预警（Ⅱ级响应）的通知/)
  const { id } = await desk.living()
  const written = await story.ask<{ items: { id: string }[] }>('duty', 'GET', `/warnings/notices?warning=${id}`)
  const notice = written.body.items[0]?.id ?? expect.fail('no notice')
  interface Reached {
    kind: string
    area: string
    state: string | null
    receivedAt: string | null
  }
  const receivers = async (who = 'duty') =>
    await story.ask<{ items: Reached[] }>(who, 'GET', `/warnings/notices/${notice}/receivers`)
  const { items } = (await receivers()).body
  // A county without anybody who can be written to, and a city beside, stand first: nobody there has it.
  expect(items[0]).toMatchObject({ state: null, receivedAt: null })
  expect(items.filter(({ kind }) => kind === 'county').length).toBeGreaterThan(1)
  expect(items).toContainEqual(expect.objectContaining({ kind: 'neighbour', area: '140900', state: null }))
  expect(items.filter(({ state }) => state === 'delivered')).toHaveLength(3)
  expect((await receivers('elsewhere')).status).toBe(404)

  const link = letter.page ?? ''
  const shown = await page(link)
  expect(shown.text).toContain('各县（市、区）人民政府')
  expect(shown.text).not.toContain('<script')
  const word = wordIn(shown.text)
  expect((await page(link, '/received', { word: 'forged' })).status).toBe(403)
  expect((await page(`${link}x`)).status).toBe(404)
  for (let twice = 0; twice < 2; twice++) expect((await page(link, '/received', { word })).status).toBe(303)
  expect((await page(link)).text).toContain('已确认收到')
  const known = (await receivers()).body.items.filter(({ receivedAt }) => receivedAt !== null)
  expect(known).toMatchObject([{ kind: 'department', area: '140800' }])
  // Sent again by an effect that is done twice, nobody has it twice.
  await story.engine.world.db.transaction(async (tx) => {
    const { ask } = await import('../../src/db/effects.ts')
    const one = { kind: 'sendNotice', subject: notice, area: '140800', params: {} } as const
    await ask(tx, [one, one], story.engine.world.clock.now())
  })
  await hands.settle()
  sent()
  expect(notices).toHaveLength(3)
  expect((await receivers()).body.items).toHaveLength(items.length)
  await expectSound(story.engine.world.db)
})

test('a second signature, or an effect done twice, gives no second task and no second message', async () => {
  const before = (await tasks('&open=false')).length
  const { id } = await desk.living()
  await story.engine.world.db.transaction(async (tx) => {
    const { ask } = await import('../../src/db/effects.ts')
    const one = { kind: 'taskDepartments', subject: id, area: '140800', params: {} } as const
    await ask(tx, [one, one], story.engine.world.clock.now())
  })
  await hands.settle()
  expect(await tasks('&open=false')).toHaveLength(before)
  expect(sent()).toEqual([])
})

test('the link opens a page without an account; opened is not received, pressed twice is once', async () => {
  const opened = await page(police.answer.page)
  expect(opened.status).toBe(200)
  expect(opened.text).toContain('强化机动车限行')
  expect(opened.text).toContain('借用太原市的规定')
  expect(opened.text.match(/<script[^>]*>/g)).toEqual(['<script src="/t/photos.js" defer>'])
  expect(states(of(await tasks(), 'police'))).toEqual(['issued'])
  const word = wordIn(opened.text)
  expect((await page(police.answer.page, '/received', { word: 'forged' })).status).toBe(403)
  for (const _ of [1, 2]) expect((await page(police.answer.page, '/received', { word })).status).toBe(303)
  expect(states(of(await tasks(), 'police'))).toEqual(['received'])
  const [one, two] = of(await tasks(), 'police')
  expect((await page(police.answer.page, `/tasks/${one?.id}`, { word, kind: 'done', text: '' })).status).toBe(422)
  const said = { word, kind: 'done', text: '设岗 6 处' }
  for (const _ of [1, 2]) expect((await page(police.answer.page, `/tasks/${one?.id}`, said)).status).toBe(303)
  const seen = await detail(one?.id ?? '')
  expect(seen).toMatchObject({ state: 'done' })
  expect(seen.reports.map(({ kind, onBehalf }) => [kind, onBehalf])).toEqual([
    ['opened', false],
    ['received', false],
    ['done', false],
  ])
  // By the same token a program of the department reports; of another's task it learns nothing.
  const [theirs] = of(await tasks(), 'housing')
  const { token } = police.answer
  const ask = (body: object) => story.ask<{ code?: string }>(null, 'POST', '/tasks/answers', body)
  expect((await ask({ token, task: theirs?.id, kind: 'received' })).status).toBe(404)
  expect((await ask({ token, task: two?.id, kind: 'done' })).status).toBe(422)
  expect((await ask({ token: 'x'.repeat(38), task: two?.id, kind: 'received' })).status).toBe(404)
  expect((await ask({ token, task: two?.id, kind: 'difficulty', text: '警力不足' })).status).toBe(200)
  expect((await page(`${story.engine.url}/t/${'x'.repeat(38)}`)).status).toBe(404)
})

test('a difficulty wakes the desk, which asks again; the department is told', async () => {
  const { body } = await story.ask<{ items: { cause: string; state: string }[] }>('duty', 'GET', '/wakes?open=true')
  await hands.settle()
  const [hindered] = of(await tasks('&state=hindered'), 'police')
  expect(hindered).toBeDefined()
  expect(body.items.some(({ cause }) => cause === 'departmentsWait') || (await wakes()).length > 0).toBe(true)
  sent()
  const path = `/tasks/${hindered?.id}/ask-again`
  const past = await story.ask<{ code: string }>('duty', 'POST', path, {
    text: '从支队抽调',
    reportBy: '2024-12-01T00:00:00+08:00',
  })
  expect(past.body.code).toBe('task.hourPassed')
  const reportBy = '2024-12-26T12:00:00+08:00'
  expect((await story.ask('elsewhere', 'POST', path, { text: '从支队抽调', reportBy })).status).not.toBe(200)
  const asked = await story.ask<Detail>('duty', 'POST', path, { text: '从支队抽调', reportBy })
  expect(asked).toMatchObject({ status: 200, body: { state: 'received' } })
  expect((await story.ask('duty', 'POST', path, { text: '再次', reportBy })).status).toBe(409)
  await hands.settle()
  expect(sent().map(({ to, say }) => [to, say.zh.includes('从支队抽调')])).toEqual([['police', true]])
})

async function wakes(): Promise<{ cause: string; state: string }[]> {
  const { body } = await story.ask<{ items: { cause: string; state: string }[] }>('duty', 'GET', '/wakes')
  return body.items.filter(({ cause }) => cause === 'departmentsWait')
}

test('a silent department is told again at its next contact, its head, and then the desk is woken', async () => {
  await advance(30)
  expect(sent().map(({ to }) => to)).toContain('housing2')
  expect(of(await tasks(), 'housing')[0]).toMatchObject({ state: 'issued', department: { rung: 'secondContact' } })
  await advance(20)
  const head = sent()
  expect(head.map(({ to }) => to)).toContain('housing-head')
  expect(head.find(({ to }) => to === 'housing-head')?.say.zh).toContain('请督促办理')
  await advance(15)
  expect(of(await tasks(), 'housing')[0]).toMatchObject({ state: 'silent' })
  expect((await wakes()).length).toBeGreaterThan(0)
  // Nobody is told again.
  await advance(60)
  expect(sent().filter(({ about }) => about === 'departmentTasks')).toEqual([])
})

test('the duty officer answers for it, which is marked as the weaker evidence', async () => {
  const [silent] = of(await tasks(), 'housing')
  const path = `/tasks/${silent?.id}/reports`
  expect((await story.ask('auditor', 'POST', path, { kind: 'received' })).status).toBe(403)
  expect((await story.ask('county', 'POST', path, { kind: 'received' })).status).toBe(404)
  const said = await story.ask<Detail>('duty', 'POST', path, { kind: 'received' })
  expect(said.body).toMatchObject({ state: 'received', reports: [{ kind: 'received', onBehalf: true }] })
  expect((await story.ask('duty', 'POST', path, { kind: 'received' })).status).toBe(409)
  const { id } = await desk.living()
  interface Sums {
    items: { area: string; department: { kind: string }; states: Record<string, number>; onBehalf: number }[]
    total: Record<string, number>
  }
  const { body } = await story.ask<Sums>('duty', 'GET', `/warnings/${id}/departments`)
  expect(body.items.find(({ area, department }) => area === '140800' && department.kind === 'housing')).toMatchObject({
    states: { received: 1 },
    onBehalf: 1,
  })
  // A county sees its own departments under its city's warning, and no others.
  const own = await story.ask<Sums>('county', 'GET', `/warnings/${id}/departments`)
  expect([...new Set(own.body.items.map(({ area }) => area))]).toEqual(['140882'])
})

test('raised by the measures of red (提级) the tasks that stand on are not given out again, what is replaced is released', async () => {
  sent()
  const before = await tasks('&open=false')
  const { endsAt } = await desk.living()
  expect(await desk.change('raise', { measures: 'red', endsAt })).toBe(200)
  await hands.settle()
  const after = await tasks('&open=false')
  const housing = of(after, 'housing')
  expect(new Map(housing.map(({ title, state }) => [title, state]))).toEqual(
    new Map([
      ['停止土石方作业、拆除、喷涂', 'released'],
      ['除应急抢险外停止施工', 'issued'],
    ]),
  )
  const kept = of(before, 'police').map(({ id }) => id)
  expect(
    of(after, 'police')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(kept.sort())
  const out = sent().filter(({ about }) => about === 'departmentTasks')
  // The police keep what they have; whoever was told of what is replaced hears of it.
  expect(out.map(({ to }) => to).sort()).toEqual(['housing', 'housing-head', 'housing2'])
  expect(out[0]?.say.zh).toContain('解除')
  await expectSound(story.engine.world.db)
})

test('who is entered while a warning lives gets its tasks at once; a dead first contact passes on at once', async () => {
  dead = new Set(['weather'])
  expect((await enter('140800', 'weather', ['weather', 'weather2'])).status).toBe(200)
  await hands.settle()
  expect(of(await tasks(), 'weather')).toMatchObject([{ state: 'silent', department: { kind: 'weather' } }])
  expect((await enter('140800', 'education', ['education', 'education2'])).status).toBe(200)
  await hands.settle()
  expect(sent().map(({ to }) => to)).toContain('education')
})

test('an end that moves is told, and changes nothing else', async () => {
  sent()
  const [one] = of(await tasks(), 'police')
  const endsAt = '2024-12-30T00:00:00+08:00'
  expect(await desk.change('extend', { endsAt })).toBe(200)
  await hands.settle()
  expect(await detail(one?.id ?? '')).toMatchObject({ ends: endsAt, state: one?.state })
  const out = sent().filter(({ path }) => path === 'police')
  expect(out).toHaveLength(1)
  expect(out[0]?.say.zh).toContain('继续有效')
})

test('suspended they rest, resumed they hold again, and each is told', async () => {
  await desk.at(desk.day(0), 1)
  await hands.settle()
  sent()
  expect(await desk.change('suspend', {})).toBe(200)
  await hands.settle()
  const [one] = of(await tasks(), 'police')
  expect((await detail(one?.id ?? '')).restsFrom).not.toBeNull()
  expect(sent().find(({ path }) => path === 'police')?.say.zh).toContain('暂停执行')
  expect(await desk.change('resume', {})).toBe(200)
  await hands.settle()
  expect((await detail(one?.id ?? '')).restsFrom).toBeNull()
  expect(sent().filter(({ path }) => path === 'police')).toHaveLength(1)
})

test.each([
  ['I1 a task of a department was given out', `update warning set signed_at = null`],
  ['I3 a task of a department lives', `update warning set state = 'lifted'`],
  ['I3 a task of a department keeps an end', `update department_task set ends_at = null`],
  [
    'I3 a department is not told',
    `update department_task set state = 'released', updated_at = '2025-01-01' where kind = 'police'`,
  ],
  ['I6 a task of a department waits', `update department_task set state = 'received', due_at = null`],
])('the auditor names it: %s', async (named, plant) => {
  const whole = new Error('whole again')
  let found: string[] = []
  const breaking = story.engine.world.db.transaction(async (tx) => {
    await tx.script(plant)
    found = await breaches(tx)
    throw whole
  })
  await expect(breaking).rejects.toBe(whole)
  expect(
    found.some((one) => one.startsWith(named)),
    found.join('\n'),
  ).toBe(true)
})

test('an officer of a department and one of a township have a log-in, see their own and speak for it', async () => {
  const { world } = story.engine
  const open = async (login: string, of: { role: string; area: string; township?: string; department?: string }) => {
    await createUser(world, { login, password: 'airshed-story', name: login, rank: 0, ...of }, world.clock.now())
    const session = { login, password: 'airshed-story' }
    return (await story.ask<{ token: string }>(null, 'POST', '/sessions', session)).body.token
  }
  const { body: known } = await story.ask<{ items: { id: string; kind: string; area: string }[] }>(
    'duty',
    'GET',
    '/departments',
  )
  const department = known.items.find(({ kind, area }) => kind === 'police' && area === '140882')?.id ?? ''
  const officer = await open('hejin-police', { role: 'departmentOfficer', area: '140882', department })
  const { items: own } = (await story.ask<{ items: Task[] }>(officer, 'GET', '/me/tasks')).body
  expect(own.map(({ id }) => id).toSorted()).toEqual(
    of(await tasks(), 'police', '140882')
      .map(({ id }) => id)
      .toSorted(),
  )
  const [mine] = own
  const said = await story.ask<Detail>(officer, 'POST', `/me/tasks/${mine?.id}/reports`, {
    kind: 'done',
    text: '已上岗',
  })
  expect(said.body.reports.at(-1)).toMatchObject({ kind: 'done', text: '已上岗', onBehalf: false })
  const [others] = of(await tasks(), 'police')
  expect((await story.ask(officer, 'POST', `/me/tasks/${others?.id}/reports`, { kind: 'received' })).status).toBe(404)
  expect((await story.ask(officer, 'GET', '/tasks')).status).toBe(403)

  const [order] = (await story.ask<{ items: { id: string }[] }>('duty', 'GET', '/orders')).body.items
  const first = await open('first-town', { role: 'townshipOfficer', area: '140802', township: '第一镇' })
  const second = await open('second-town', { role: 'townshipOfficer', area: '140802', township: '第二镇' })
  const elsewhere = await open('elsewhere-town', { role: 'townshipOfficer', area: '140882', township: '第一镇' })
  const seen = async (who: string) =>
    (await story.ask<{ items: { id: string }[] }>(who, 'GET', '/me/township/orders')).body.items.map(({ id }) => id)
  expect(await seen(first)).toEqual([order?.id])
  expect([await seen(second), await seen(elsewhere)]).toEqual([[], []])
  const answer = (who: string) =>
    story.ask(who, 'POST', `/me/township/orders/${order?.id}/receipts`, { kind: 'acknowledged', how: 'telephone' })
  expect([(await answer(second)).status, (await answer(elsewhere)).status]).toEqual([404, 404])
  expect((await answer(first)).status).toBe(200)
  const { evidence } = (await story.ask<{ evidence: object[] }>('duty', 'GET', `/orders/${order?.id}`)).body
  expect(evidence).toContainEqual(expect.objectContaining({ rung: 'acknowledged', channel: 'onBehalf' }))
})

test('lifting releases every task and tells whoever was told', async () => {
  sent()
  await desk.end()
  await hands.settle()
  const all = await tasks('&open=false')
  expect(all.every(({ state }) => state === 'released')).toBe(true)
  const out = sent().filter(({ about }) => about === 'departmentTasks')
  expect(new Set(out.map(({ to }) => to))).toEqual(
    new Set(['police', 'county-police', 'housing', 'housing2', 'housing-head', 'education']),
  )
  for (const { say } of out) expect(say.zh).toContain('解除，不再执行')
  const after = await page(police.answer.page)
  expect(after.text).toContain('均已解除')
  const [one] = of(all, 'police')
  const late = await story.ask<{ code: string }>('duty', 'POST', `/tasks/${one?.id}/reports`, {
    kind: 'done',
    text: 'x',
  })
  expect(late).toMatchObject({ status: 409, body: { code: 'event.refused' } })
  await expectSound(story.engine.world.db)
})
