import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { furnishList } from '../../src/inventory/import.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { AREAS, workbook } from '../help/lists.ts'

/*
 * What was read of a response at many moments of its life is told again by `?at=` when it is long over (历史回看).
 */

let story: StoryEngine
let hands: ByHand
let desk: Desk
beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(3),
    clock: '2024-12-16T10:00:00.000Z',
    answering: ({ path }) => ({ status: path === '/e/2' ? 410 : 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

const OUTLOOK = '/areas/140800/outlook?from=2024-12-20&days=12'

interface Read {
  readonly at: string
  readonly bodies: ReadonlyMap<string, unknown>
}

/** What the warning, its board, each of its orders and the outlook say; asked of an instant, or of now. */
async function read(at: string | null): Promise<Map<string, unknown>> {
  const warning = await desk.warning()
  const orders = await story.ask<{ items: { id: string }[] }>('duty', 'GET', `/orders?warning=${warning?.id}`)
  const boards = ['', '?by=county', '?by=channel'].map((by) => `/warnings/${warning?.id}/board${by}`)
  const paths = [
    OUTLOOK,
    '/assessments?limit=3',
    '/lists',
    `/warnings/${warning?.id}`,
    ...boards,
    ...orders.body.items.map(({ id }) => `/orders/${id}`),
  ]
  const bodies = new Map<string, unknown>()
  for (const path of paths) {
    const asked = at === null ? path : `${path}${path.includes('?') ? '&' : '?'}at=${encodeURIComponent(at)}`
    const { status, body } = await story.ask('duty', 'GET', asked)
    // Which list, card and days it was planned from is told as it is now; a lift is no longer foretold.
    const {
      parked: _p,
      unplanned: _u,
      finishing: _f,
      listId: _l,
      assessmentId: _a,
      episodeFrom: _e,
      reversal: _r,
      ...rest
    } = body
    bodies.set(path, status === 200 ? (path.startsWith('/warnings') ? rest : body) : status)
  }
  return bodies
}

test('whatever stood at an instant is told again, and nothing of what came after it', async () => {
  const seen: Read[] = []
  const day = await desk.episode()
  const look = async (hour: number) => {
    await desk.at(day, hour)
    await hands.settle()
    seen.push({ at: story.engine.world.clock.now(), bodies: await read(null) })
    // What is done next is done later.
    await desk.at(day, hour + 0.1)
  }
  const answer = async (kind: string) => {
    const order = story.received.findLast(({ body }) => body.kind === 'order')
    expect(
      (await story.ask(order?.body.answer.token ?? '', 'POST', order?.body.answer.url ?? '', { kind })).status,
    ).toBe(200)
  }

  await look(-5.5)
  expect(await desk.sign()).toBe(200)
  await look(-5)
  await answer('read')
  await look(-4.5)
  await answer('committed')
  await look(1)
  await look(2)
  expect(await desk.change('raise', { level: 'red' })).toBe(200)
  await look(3)
  await answer('acknowledged')
  expect(await desk.forecast(day, [210, 220, 90, 80, 80, 80, 80])).toBe(202)
  await look(4)
  expect(await desk.propose('lift', {})).toBe(202)
  await look(5)
  await desk.confer()
  expect(await desk.sign()).toBe(200)
  await look(6)
  // The next version of the list takes the place of the first.
  const { world } = story.engine
  const handedIn = { now: world.clock.now(), by: 'engine' }
  await furnishList(
    { ...world, areas: AREAS },
    await workbook(brickworks(4)),
    { industries: loadIndustries() },
    handedIn,
  )
  await look(30)

  const states = seen.flatMap(({ bodies }) =>
    [...bodies].flatMap(([path, body]) => (/^.warnings.[^/]+$/.test(path) ? [(body as { state: string }).state] : [])),
  )
  expect(new Set(states).size).toBeGreaterThan(3)
  for (const { at, bodies } of seen) {
    const told = await read(at)
    for (const [path, body] of bodies) expect(told.get(path), `${path} at ${at}`).toEqual(body)
    // Orders that were given later are not known yet.
    for (const [path, body] of told) if (!bodies.has(path)) expect(body, `${path} at ${at}`).toBe(404)
  }
})

test('before its beginning there was none, what is to come is not told, and nobody sees elsewhere', async () => {
  const warning = await desk.warning()
  const ask = (who: string, at: string) => story.ask(who, 'GET', `/warnings/${warning?.id}?at=${at}`)
  expect((await ask('duty', '2020-01-01T00:00:00Z')).status).toBe(404)
  expect((await ask('duty', 'yesterday')).status).toBe(400)
  expect((await ask('elsewhere', '2024-12-26T00:00:00Z')).status).toBe(404)
  const { body: now } = await ask('duty', '')
  expect(now['code']).toBe('request.invalid')
  const later = await ask('duty', '2199-01-01T00:00:00Z')
  expect(later.body).toEqual((await story.ask('duty', 'GET', `/warnings/${warning?.id}`)).body)
})
