import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepPeople } from '../../src/db/person.ts'
import { drawn } from '../../src/inspection/decide.ts'
import { createEnterpriseTokens } from '../../src/people/admit.ts'
import { insertSession } from '../../src/people/sessionStore.ts'
import { insertOfficer } from '../../src/people/store.ts'
import { hashToken, newToken } from '../../src/people/token.ts'
import { newId, type Id } from '../../src/model/id.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { expectSound } from '../help/invariants.ts'

/* 现场核查: from a verdict to the plant's gate, to a finding, what the plant says to it, and the list of problems. */

type Body = Record<string, unknown> & { items: Record<string, unknown>[] }
let story: StoryEngine
let hands: ByHand
let desk: Desk
let warning = ''
const people = new Map<string, { id: Id; token: string }>()
const plants: { id: Id; token: string }[] = []
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(6),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  await admit('wei', 'inspector', '140802')
  await admit('qi', 'inspector', '140882')
  await admit('yan', 'countyOfficer', '140802')
  await desk.episode([210, 215, 160, 80, 80, 80, 80])
  expect(await desk.sign()).toBe(200)
  warning = (await desk.living()).id
  await hands.settle()
  const { world } = story.engine
  for (let n = 0; n < 6; n++) {
    const [found] = await world.db.rows<{ id: Id; area: string }>(
      'select id, area from enterprise where credit_code = $1',
      [inventedCode(n)],
    )
    if (!found) throw new Error(`no plant ${n}`)
    const tokens = await createEnterpriseTokens(
      world,
      [{ enterprise: found.id, name: `${n}`, area: found.area }],
      world.clock.now(),
    )
    plants.push({ id: found.id, token: tokens.get(found.id) ?? '' })
  }
  await desk.at(desk.day(0), 5)
  await hands.settle()
  await verdict(0, 'notCompliant')
  await verdict(1, 'insufficient')
  await verdict(2, 'compliant')
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

async function admit(login: string, role: string, area: string): Promise<void> {
  const { world } = story.engine
  const [id, now] = [newId(world.clock.now()), world.clock.now()]
  const token = newToken('session')
  await world.db.transaction(async (tx) => {
    const [person_id = ''] = await keepPeople(tx, world.keys, [{ person: { name: login, phone: '' }, area }], now)
    await insertOfficer(tx, { id, area, login, person_id, role, rank: 0, password: '', demo: false }, now)
    await insertSession(
      tx,
      { id: newId(now), area, officer: id, hash: hashToken(token), until: '2199-01-01T00:00:00.000Z' },
      now,
    )
  })
  people.set(login, { id, token })
}

/** What the engine has found of a plant's line, as its verdict is stored. */
async function verdict(plant: number, outcome: string): Promise<void> {
  const { db, clock } = story.engine.world
  await db.rows(
    `insert into verdict (id, area, warning_id, order_id, order_row, revision, enterprise_id, line, day, from_at, until_at,
       judged, outcome, confidence, rests, say, read, promised, shown, decided_at)
     select $1, area, warning_id, order_id, id, revision, enterprise_id, '1#', $2::date, $3, $3::timestamptz + interval '1 hour',
       $4, $4, 80, 'power', '{"zh":"","en":""}', '[]', '{}', '{}', $3
     from enterprise_order where enterprise_id = $5 and warning_id = $6 order by revision desc limit 1`,
    [newId(clock.now()), desk.day(0), clock.now(), outcome, plants[plant]?.id, warning],
  )
}

const ask = (who: string, method: 'GET' | 'POST', path: string, body?: object) =>
  story.ask<Body>(people.get(who)?.token ?? who, method, path, body)
const plant = (n: number) => plants[n] ?? { id: '', token: '' }
const visits = async (query = '') => (await ask('duty', 'GET', `/inspections?${query}`)).body.items
const idOf = (who: string) => people.get(who)?.id ?? ''

async function page(path: string, form?: Record<string, string>, json = false) {
  const answer = await fetch(path, {
    redirect: 'manual',
    ...(json ? { headers: { accept: 'application/json' } } : {}),
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  return { status: answer.status, text: await answer.text(), policy: answer.headers.get('content-security-policy') }
}
const wordIn = (text: string) => /name="word"\s+value="([^"]+)"/.exec(text)?.[1] ?? ''

let link = ''

test('who stays at a plant is sent there by name, and who is on the positive list is named by two', async () => {
  const post = { warning, enterprise: plant(5).id, officer: idOf('wei'), reason: '重点企业' }
  expect((await ask('wei', 'POST', '/inspections/postings', post)).status).toBe(403)
  expect((await ask('duty', 'POST', '/inspections/postings', { ...post, officer: post.enterprise })).body['code']).toBe(
    'inspection.officer',
  )
  const [one, two] = await Promise.all([
    ask('duty', 'POST', '/inspections/postings', post),
    ask('yan', 'POST', '/inspections/postings', post),
  ])
  expect([one.status, two.status].map(String).toSorted()).toEqual(['201', '409'])
  const [there] = (await ask('yan', 'GET', '/inspections/postings')).body.items
  expect(there).toMatchObject({ enterpriseId: plant(5).id, officerId: idOf('wei'), endedAt: null })
  const spared = { enterprise: plant(4).id, reason: '稳定达标、管理规范', until: '2025-04-01' }
  expect((await ask('yan', 'POST', '/inspections/positive-list', spared)).status).toBe(403)
  expect((await ask('elsewhere', 'POST', '/inspections/positive-list', spared)).status).toBe(404)
  const entry = await ask('duty', 'POST', '/inspections/positive-list', spared)
  expect((await ask('duty', 'POST', '/inspections/positive-list', spared)).body['code']).toBe('positive.listed')
  const path = `/inspections/positive-list/${String(entry.body['id'])}/decision`
  const confirm = (who: string) => ask(who, 'POST', path, { decision: 'confirm', reason: '核实' })
  expect((await confirm('duty')).body['code']).toBe('positive.samePerson')
  expect((await confirm('mayor')).body).toMatchObject({ confirmedBy: expect.stringMatching(/^user:/), endedAt: null })
  expect((await confirm('vicemayor')).body['code']).toBe('positive.decided')
})

test('the visits of a day come from verdicts, from risk and by lot, once, and the lot can be drawn again', async () => {
  const plan = { warning, area: '140802', day: desk.day(0), most: 3 }
  expect((await ask('wei', 'POST', '/inspections/plans', plan)).status).toBe(403)
  expect((await ask('elsewhere', 'POST', '/inspections/plans', plan)).status).toBe(404)
  expect((await ask('yan', 'POST', '/inspections/plans', { ...plan, day: '2024-12-01' })).body['code']).toBe(
    'inspection.day',
  )
  const [one, two] = await Promise.all([
    ask('yan', 'POST', '/inspections/plans', plan),
    ask('duty', 'POST', '/inspections/plans', plan),
  ])
  expect([one.status, two.status].map(String).toSorted()).toEqual(['201', '409'])
  const draw = (one.status === 201 ? one : two).body as unknown as {
    id: string
    seed: string
    pool: string[]
    drawn: string[]
  }
  expect(drawn(draw.pool, draw.drawn.length, draw.seed)).toEqual(draw.drawn)
  const all = await visits(`day=${desk.day(0)}`)
  expect(all.map(({ cause }) => String(cause)).toSorted()).toEqual(['posted', 'random', 'risk', 'verdict', 'verdict'])
  for (const { cause, state, officerId } of all) {
    expect(state).toBe(cause === 'posted' ? 'assigned' : 'planned')
    expect(officerId).toBe(cause === 'posted' ? idOf('wei') : null)
  }
  // Whoever is on the positive list is not drawn.
  expect(draw.pool).toEqual([plant(2).id])
  const entry = (await ask('auditor', 'GET', '/journal?kind=inspection&limit=500')).body.items.find(
    ({ event }) => event === 'VISITS_DRAWN',
  )
  expect(entry).toMatchObject({ body: { seed: draw.seed, drawn: draw.drawn } })
})

test('inspectors are sent by place, crossed to another county where that is asked, and see their way by one link', async () => {
  const sharing = { area: '140802', day: desk.day(0), officers: [idOf('wei')], crossed: true }
  // Nobody is sent where that person works.
  expect((await ask('yan', 'POST', '/inspections/ways', sharing)).body).toMatchObject({
    left: 4,
    items: [{ visits: 1 }],
  })
  const { db } = story.engine.world
  await db.rows(
    `insert into officer_way (officer_id, area, position, channel, url) values ($1, '140882', 1, 'webhook', $2)`,
    [idOf('qi'), `${story.receivers}/qi`],
  )
  const crossed = await ask('yan', 'POST', '/inspections/ways', { ...sharing, officers: [idOf('wei'), idOf('qi')] })
  expect(crossed.body).toMatchObject({ left: 0, items: [{ told: false }, { told: true }] })
  const ways = crossed.body.items as unknown as { officerId: string; link: string; visits: number }[]
  expect(ways.map(({ visits: count }) => count)).toEqual([1, 4])
  link = ways.find(({ officerId }) => officerId === idOf('qi'))?.link ?? ''
  // Who can be written to has the link by a message, once, and it leads to the very page; the message keeps no word of it.
  await hands.settle()
  const again = await ask('yan', 'POST', '/inspections/ways', { ...sharing, officers: [idOf('qi')] })
  expect(again.body).toMatchObject({ items: [{ told: true }] })
  await hands.settle()
  const told = story.received.flatMap(({ path, text }) =>
    path === '/qi' ? [JSON.parse(text) as { about: string; say: { zh: string }; page: string }] : [],
  )
  expect(told).toMatchObject([{ about: 'visits', say: { zh: expect.stringContaining('现场核查 4 家') } }])
  const opened = await fetch(told[0]?.page ?? '', { redirect: 'manual' })
  expect([opened.status, `${story.engine.url}${opened.headers.get('location')}`]).toEqual([303, link])
  expect((await page(`${told[0]?.page ?? ''}x`)).status).toBe(404)
  const kept = await db.rows<{ said: string }>(`select said::text as said from delivery where purpose = 'letter'`)
  expect(JSON.stringify(kept)).not.toContain(link.split('/').at(-1))
  const [some] = await visits(`officer=${idOf('qi')}`)
  // Whoever was sent from elsewhere sees that visit, and nothing else of the county.
  expect((await ask('qi', 'GET', `/inspections/${String(some?.['id'])}`)).status).toBe(200)
  expect((await ask('qi', 'GET', `/findings`)).body.items).toEqual([])
  expect(
    (await ask('qi', 'POST', `/inspections/${String(some?.['id'])}/inspector`, { officer: idOf('wei') })).status,
  ).toBe(403)
  const away = await ask('duty', 'POST', `/inspections/${String(some?.['id'])}/inspector`, {
    officer: newId('2024-12-16T10:00:00.000Z'),
  })
  expect(away.body['code']).toBe('inspection.officer')
})

test('the page of a day needs no log-in, runs one script of its own, and asks by the words of the order', async () => {
  const day = await page(link)
  expect(day.status).toBe(200)
  expect(day.policy).toContain(`script-src 'self'`)
  expect(day.policy).toContain(`default-src 'none'`)
  for (const name of ['visit', 'worker']) expect((await page(`${story.engine.url}/i/${name}.js`)).status).toBe(200)
  expect((await page(`${story.engine.url}/i/${desk.day(0)}/${'x'.repeat(38)}`)).status).toBe(404)
  const [first] = await visits(`enterprise=${plant(0).id}`)
  const opened = await page(`${link}/${String(first?.['id'])}`)
  expect(opened.text).toContain('停产')
  expect(opened.text).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/)
  expect((await page(`${link}/${newId('2024-12-16T10:00:00.000Z')}`)).status).toBe(404)
})

async function fill(n: number, outcome: 'compliant' | 'notCompliant', more: Record<string, string> = {}) {
  const [visit] = await visits(`enterprise=${plant(n).id}`)
  const path = `${link}/${String(visit?.['id'])}`
  const { body } = await ask('duty', 'GET', `/inspections/${String(visit?.['id'])}`)
  const checklist = body['checklist'] as { id: string; line: string }[]
  const bad = outcome === 'notCompliant'
  const form = {
    word: wordIn((await page(path)).text),
    outcome,
    inspector: 'qi',
    plant: '孙丙寅',
    'l.1#': bad ? 'running' : 'stopped',
    ...(bad ? { kind: 'measuresNotTaken', text: '1#隧道窑 9 时仍在焙烧' } : {}),
    ...Object.fromEntries(checklist.map(({ id, line }) => [`a.${id}`, bad && line === '1#' ? 'no' : 'yes'])),
    ...more,
  }
  return { path, form, visit: String(visit?.['id']) }
}

test('what is seen is evidence, and what is found is told to the plant with its photos; sent twice it is once', async () => {
  const { path, form, visit } = await fill(0, 'notCompliant')
  const photo = await fetch(`${path}/photos?word=${form.word}`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg', accept: 'application/json' },
    body: JPEG,
  })
  expect(photo.status).toBe(200)
  const { sha256 } = (await photo.json()) as { sha256: string }
  const odd = await fetch(`${path}/photos?word=${form.word}`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: 'no photo',
  })
  expect(odd.status).toBe(422)
  expect((await page(path, { ...form, word: 'forged' })).status).toBe(403)
  expect((await page(path, { ...form, plant: '' })).status).toBe(422)
  expect((await page(path, { ...form, seenAt: '2024-01-01T00:00:00.000Z' })).status).toBe(422)
  const [one, two] = await Promise.all([page(path, form, true), page(path, form, true)])
  expect([one.status, two.status].filter((status) => status === 200).length).toBeGreaterThanOrEqual(1)
  expect((await page(path, form)).status).toBe(303)
  const [found, ...more] = (await ask(plant(0).token, 'GET', '/me/findings')).body.items
  expect(more).toEqual([])
  expect(found).toMatchObject({ state: 'told', inspectionId: visit, kind: 'measuresNotTaken', line: '' })
  expect(JSON.stringify(found?.['evidence'])).toContain(sha256)
  expect(JSON.stringify(found?.['evidence'])).toContain('企业人员签字：孙丙寅')
  const shown = await fetch(`${story.engine.url}/api/v1/me/findings/${String(found?.['id'])}/photos/${sha256}`, {
    headers: { authorization: `Bearer ${plant(0).token}` },
  })
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(JPEG)
  expect((await ask(plant(1).token, 'GET', `/me/findings/${String(found?.['id'])}/photos/${sha256}`)).status).toBe(404)
  expect((await ask('elsewhere', 'GET', `/inspections/${visit}/photos/${sha256}`)).status).toBe(404)
  const notes = await story.engine.world.db.rows('select shows, line from evidence_note where enterprise_id = $1', [
    plant(0).id,
  ])
  expect(notes).toEqual([{ shows: 'running', line: '1#' }])
})

test('a visit that finds nothing leaves nothing but its evidence; nobody else writes it down', async () => {
  const { path, form, visit } = await fill(1, 'compliant')
  const { word: _, ...seen } = form
  const body = {
    answers: Object.entries(seen).flatMap(([name, answer]) =>
      name.startsWith('a.') ? [{ id: name.slice(2), answer }] : [],
    ),
    lines: [{ line: '1#', shows: 'stopped' }],
    outcome: 'compliant',
    signed: { inspector: 'wei', plant: '孙丙寅', refusedBecause: null },
  }
  expect((await ask('wei', 'POST', `/inspections/${visit}/visit`, body)).status).toBe(409)
  expect((await page(path, form)).status).toBe(303)
  expect((await ask(plant(1).token, 'GET', '/me/findings')).body.items).toEqual([])
  expect((await ask('duty', 'GET', `/inspections/${visit}`)).body).toMatchObject({
    state: 'visited',
    outcome: 'compliant',
  })
})

test('the plant is heard, it is upheld by another, listed, overdue, written about, closed by a second person and reopened', async () => {
  const [found] = (await ask(plant(0).token, 'GET', '/me/findings')).body.items
  const path = `/findings/${String(found?.['id'])}`
  await ask(plant(0).token, 'POST', `/me${path}/answer`, { kind: 'contest', text: '当时为烘窑，未进坯' })
  const rule = { decision: 'uphold', reason: '用电曲线与焙烧一致' }
  expect((await ask('qi', 'POST', `${path}/ruling`, rule)).status).toBe(403)
  expect((await ask('duty', 'POST', `${path}/ruling`, rule)).body).toMatchObject({ state: 'upheld' })
  await hands.settle()
  const [problem] = (await ask('wei', 'GET', `/problems?enterprise=${plant(0).id}`)).body.items
  expect(problem).toMatchObject({ number: '盐湖区问题〔2024〕1号', state: 'listed', severity: 'serious' })
  const at = `/problems/${String(problem?.['id'])}`
  await story.ask('duty', 'POST', '/clock', { set: String(problem?.['fixBy']) })
  await hands.settle()
  expect((await ask('wei', 'GET', at)).body).toMatchObject({
    state: 'overdue',
    letters: 1,
    letterList: [{ number: '盐湖区重污染天气应急督〔2024〕1号' }],
  })
  await ask(plant(0).token, 'POST', `/me${at}/shown`, { text: '已停窑' })
  expect((await ask('wei', 'POST', `${at}/decision`, { decision: 'close', reason: '到场查看' })).body).toMatchObject({
    state: 'closed',
  })
  expect((await ask('yan', 'POST', `${at}/reopen`, { reason: '夜间复产' })).body).toMatchObject({ state: 'listed' })
})

test('what is ruled out is taken back everywhere: the problem is struck, what was proposed is not, what was seen is no evidence', async () => {
  const [found] = (await ask('duty', 'GET', `/findings?enterprise=${plant(0).id}`)).body.items
  const ruled = await ask('vicemayor', 'POST', `/findings/${String(found?.['id'])}/ruling`, {
    decision: 'dismiss',
    reason: '误认窑号',
  })
  expect(ruled.body).toMatchObject({ state: 'dismissed', ruling: '误认窑号' })
  await hands.settle()
  const { db } = story.engine.world
  expect((await ask('wei', 'GET', `/problems?enterprise=${plant(0).id}`)).body.items).toMatchObject([
    { state: 'struck' },
  ])
  expect(await db.rows('select state from consequence')).toEqual([{ state: 'undone' }])
  const notes = await db.rows(
    'select reason from evidence_note where enterprise_id = $1 and withdrawn_at is not null',
    [plant(0).id],
  )
  expect(notes).toEqual([{ reason: '误认窑号' }])
})

test('nobody who goes leaves it overdue, first on the list; the link has run out by then', async () => {
  const late = await visits('state=overdue')
  expect(late).toHaveLength(3)
  expect((await page(link)).status).toBe(404)
  const moved = await ask('duty', 'POST', `/inspections/${String(late[0]?.['id'])}/inspector`, { officer: idOf('wei') })
  expect(moved.body).toMatchObject({ state: 'assigned', officerId: idOf('wei') })
  const withdrawn = await ask('duty', 'POST', `/inspections/${String(late[1]?.['id'])}/withdraw`, { reason: '已停电' })
  expect(withdrawn.body).toMatchObject({ state: 'withdrawn' })
  const [there] = (await ask('yan', 'GET', '/inspections/postings')).body.items
  const end = () => ask('yan', 'POST', `/inspections/postings/${String(there?.['id'])}/end`, { reason: '预警将解除' })
  expect((await end()).body).toMatchObject({ endedBy: expect.stringMatching(/^user:/) })
  expect((await end()).body['code']).toBe('posting.ended')
  await expectSound(story.engine.world.db)
})
