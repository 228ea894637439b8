import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUser } from '../../src/people/admit.ts'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk, inventedCode } from '../help/desk.ts'
import { anyBackend, StoryEngine } from '../help/engine.ts'
import { breaches } from '../help/invariants.ts'
import { runs } from '../help/runs.ts'

/*
 * Random lives of one warning, act by act: signatures, changes, what counties ask beyond, exceptions, recalls, lifts. After
 * each act, once all that follows from it is done, I1, I2 and I3 are counted here from the rows, beside the auditor.
 */

const COUNT = 3
const COUNTY = '140802'
const PASSWORD = 'a-county-of-winter'

let story: StoryEngine
let hands: ByHand
let desk: Desk
let yanhu = ''

beforeAll(async () => {
  story = await StoryEngine.open(anyBackend(), {
    list: brickworks(COUNT),
    clock: '2024-12-16T10:00:00.000Z',
    answering: () => ({ status: 200 }),
    parts: ['api'],
  })
  hands = new ByHand(story.engine.world)
  desk = new Desk(story, () => hands.settle())
  const { world } = story.engine
  const own = { login: 'yanhu', password: PASSWORD, name: 'yanhu', role: 'countyOfficer', area: COUNTY } as const
  await createUser(world, { ...own, rank: 0 }, world.clock.now())
  const session = { login: 'yanhu', password: PASSWORD }
  yanhu = (await story.ask<{ token: string }>(null, 'POST', '/sessions', session)).body.token
}, 120_000)
afterAll(async () => {
  await hands.close()
  await story.close()
})

const LEVELS = ['yellow', 'orange', 'red'] as const
const pick = <T>(all: readonly [T, ...T[]], n: number): T => all[n % all.length] ?? all[0]

interface Living {
  readonly id: string
}
interface Listed {
  items: { id: string; area: string }[]
}

/** Each act of the warning that lives; what its state refuses, it refuses. */
const ACTS: Readonly<Record<string, (warning: Living, n: number) => Promise<unknown>>> = {
  raise: ({ id }, n) => changed(id, 'raise', { level: pick(LEVELS, n) }, n),
  raiseMeasures: ({ id }, n) => changed(id, 'raise', { measures: pick(LEVELS, n) }, n),
  lower: ({ id }, n) => changed(id, 'lower', { level: pick(LEVELS, n) }, n),
  extend: ({ id }, n) => changed(id, 'extend', { endsAt: `${desk.day(3 + (n % 3))}T00:00:00+08:00` }, n),
  suspend: ({ id }, n) => changed(id, 'suspend', {}, n),
  resume: ({ id }, n) => changed(id, 'resume', {}, n),
  liftInStages: ({ id }, n) =>
    changed(
      id,
      'lift',
      { at: `${desk.day(1)}T18:00:00+08:00`, stages: [{ at: `${desk.day(1)}T12:00:00+08:00`, counties: [COUNTY] }] },
      n,
    ),
  lift: ({ id }, n) => changed(id, 'lift', {}, n),
  withdraw: ({ id }, n) =>
    n % 5 === 0 ? may('mayor', `/warnings/${id}/withdraw`, { reason: '误报' }) : Promise.resolve(),
  tighten: (warning, n) => tighten(warning, { level: pick(LEVELS, n) }),
  tightenLine: (warning, n) => tighten(warning, { measure: pick(['限产60%', '停产', '夜间压减用煤'], n) }),
  decideTightening: (warning, n) =>
    onTightening(warning, n, 'duty', 'decision', { decision: n % 3 === 0 ? 'refuse' : 'accept' }),
  endTightening: (warning, n) => onTightening(warning, n, yanhu, 'end', {}),
  except: (warning, n) => byTwo(warning, n, 'exceptions', { creditCode: inventedCode(n % COUNT), ground: 'fraud' }),
  recall: (warning, n) => byTwo(warning, n, 'recall', { counties: [COUNTY], follow: pick(['nothing', 'anew'], n) }),
  forecast: (_, n) =>
    desk.forecast(
      desk.day(0),
      pick(
        [
          [210, 220, 210],
          [320, 330, 320],
          [160, 165],
          [80, 80, 80],
        ],
        n,
      ),
    ),
  hours: (_, n) => story.ask('duty', 'POST', '/clock', { advance: (1 + (n % 9)) * 60 }),
  answer: (_, n) => answer(n),
}

/** Proposed and conferred on; then signed, by a rank that may be too low, or sent back. */
async function changed(id: string, kind: string, body: object, n: number): Promise<void> {
  await may('duty', `/warnings/${id}/${kind}`, { ...body, reason: '会商意见' })
  await desk.confer()
  await signed(n)
}

async function signed(n: number): Promise<void> {
  const warning = await desk.warning()
  if (!warning) return
  const decision = n % 7 === 0 ? { decision: 'return', reason: '再议' } : { decision: 'sign' }
  await may(pick(['mayor', 'mayor', 'vicemayor', 'office'], n), `/warnings/${warning.id}/signatures`, decision)
}

async function tighten({ id }: Living, asked: { level?: string; measure?: string }): Promise<void> {
  const { body } = await story.ask<Listed>('duty', 'GET', `/warnings/${id}/responses`)
  const own = body.items.find(({ area }) => area === COUNTY)
  const [plant] = await story.engine.world.db.rows<{ id: string }>('select id from enterprise order by id limit 1')
  const { level, measure } = asked
  const measures = measure === undefined ? [] : [{ enterpriseId: plant?.id, line: '1#', measure }]
  if (own) await may(yanhu, `/responses/${own.id}/tighten`, { ...(level && { level }), measures, reason: '加严' })
}

async function onTightening({ id }: Living, n: number, who: string, what: string, body: object): Promise<void> {
  const { items } = (await story.ask<Listed>('duty', 'GET', `/warnings/${id}/tightenings`)).body
  const one = items[n % Math.max(items.length, 1)]
  if (one) await may(who, `/tightenings/${one.id}/${what}`, { ...body, reason: '复核' })
}

/** What one officer proposes, and another confirms or refuses. */
async function byTwo({ id }: Living, n: number, what: 'exceptions' | 'recall', body: object): Promise<void> {
  const made = await may('duty', `/warnings/${id}/${what}`, { ...body, reason: '核实' })
  const decision = n % 4 === 0 ? 'refuse' : 'confirm'
  const path = `/${what === 'recall' ? 'recalls' : what}/${made.body.id}/decision`
  if (made.status === 201) await may('mayor', path, { decision, reason: '复核' })
}

async function answer(n: number): Promise<void> {
  const message = story.received.filter(({ body }) => body.kind === 'order').at(-1 - (n % COUNT))
  if (message)
    await may(message.body.answer.token, message.body.answer.url, { kind: pick(['acknowledged', 'committed'], n) })
}

/** What was done, so that a run in which everything is refused does not pass for one that shows something. */
const done = new Set<string>()

/** It may be refused; it may not break. */
async function may(who: string, path: string, body: object): Promise<{ status: number; body: { id: string } }> {
  const given = await story.ask<{ id: string }>(who, 'POST', path, body)
  expect(given.status, path).toBeLessThan(500)
  // A change whose hour has come too late for this warning is a refusal like any other; else nothing here is garbage.
  const tooLate = JSON.stringify(given.body).includes('warning.endsBeforeStart')
  expect(given.status === 400 && !tooLate, `${path} ${JSON.stringify(given.body)}`).toBe(false)
  if (given.status < 300) done.add(path.split('/').at(-1)?.replace(/\?.*/, '') ?? '')
  return given
}

/** I1, I2 and I3 as they are written down, counted from the rows; the auditor's own words beside them. */
async function broken(): Promise<string[]> {
  const { db, rulebooks } = story.engine.world
  const orders = await db.rows<{ code: string; warning: string; level: string; state: string; signed: number | null }>(
    `select o.credit_code as code, o.warning_id as warning, o.content->>'level' as level, w.state,
       (select max(s.rank) from signature s where s.warning_id = w.id and s.decision = 'sign') as signed
     from enterprise_order o join warning w on w.id = o.warning_id
     where o.state not in ('superseded', 'released', 'recalled')`,
  )
  const found = await breaches(db)
  const codes = orders.map(({ code }) => code)
  if (new Set(codes).size < codes.length) found.push(`I2 counted: ${codes.join(' ')}`)
  for (const { level, signed: rank, state } of orders) {
    const asked = rulebooks.rankFor(level === 'blue' ? 'yellow' : (level as 'yellow' | 'orange' | 'red'), '2024-12-17')
    if (rank === null || rank < asked) found.push(`I1 counted: ${level} by rank ${rank}`)
    if (/^(lifted|withdrawn|dismissed)$/.test(state)) found.push(`I3 counted: an order under ${state}`)
  }
  return found
}

/** What makes one order of two words, or ends it for one plant, more often than the rest. */
const OFTEN = ['tighten', 'tightenLine', 'except', 'recall', 'answer', 'raise']
const act = fc.record({ what: fc.constantFrom(...Object.keys(ACTS), ...OFTEN, ...OFTEN), n: fc.nat(99) })

test('whatever a warning goes through, no enterprise holds two orders, none unsigned, and none after it has ended', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 6, maxLength: 14 }),
      fc.constantFrom(...LEVELS),
      async (acts, level) => {
        story.received.length = 0
        await desk.episode({ yellow: [160, 165, 90], orange: [210, 220, 160], red: [320, 330, 210] }[level])
        expect(await broken()).toEqual([])
        await signed(1)
        await hands.settle()
        for (const { what, n } of acts) {
          const living = await desk.warning()
          if (!living) break
          await ACTS[what]?.(living, n)
          await hands.settle()
          expect(await broken(), `after ${what} ${n}`).toEqual([])
        }
        await desk.at(desk.day(6), 0)
        await hands.settle()
        await desk.end()
        await hands.settle()
        expect(await broken()).toEqual([])
        const [left] = await story.engine.world.db.rows(
          `select count(*)::int as n from enterprise_order where state not in ('superseded', 'released', 'recalled')`,
        )
        expect(left, 'I3: all are released').toEqual({ n: 0 })
      },
    ),
    { ...runs(5), endOnFailure: true },
  )
  expect([...done]).toEqual(expect.arrayContaining(['signatures', 'tighten', 'decision', 'receipts']))
}, 600_000)
