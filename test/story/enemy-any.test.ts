import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ByHand } from '../help/byHand.ts'
import { brickworks, Desk } from '../help/desk.ts'
import { StoryEngine } from '../help/engine.ts'
import { breaches } from '../help/invariants.ts'
import { runs } from '../help/runs.ts'

const COUNT = 5

let story: StoryEngine
let hands: ByHand
let desk: Desk
/** Handlers that wait before a transaction, while a race runs. */
let gates: (() => void)[] | null = null
let status = 200

beforeAll(async () => {
  story = await StoryEngine.open(
    { databaseUrl: null, redisUrl: null },
    {
      list: brickworks(COUNT),
      clock: '2024-12-16T10:00:00.000Z',
      answering: ({ path }) => ({ status: path.endsWith('3') ? status : 200 }),
      parts: ['api'],
    },
  )
  hands = new ByHand(story.engine.world, async () => {
    if (gates === null) return
    const waiting = gates
    await new Promise<void>((resolve) => waiting.push(resolve))
  })
  desk = new Desk(story, async () => undefined)
})
afterAll(async () => {
  await hands.close()
  await story.close()
})

const LEVELS = ['blue', 'yellow', 'orange', 'red']

/** What people, receivers, forecasts and the clock may do at any time; most of it is refused by the state, and may be. */
const HAPPENS: Readonly<Record<string, (n: number) => Promise<unknown>>> = {
  confer: (n) => desk.confer(n % 5 === 0 ? 'dismiss' : 'proceed'),
  sign: async (n) => signAs(['office', 'vicemayor', 'mayor', 'mayor'][n % 4] ?? 'mayor'),
  signTwice: () => Promise.all([signAs('mayor'), signAs('vicemayor')]),
  sendBack: async () => write('signatures', { decision: 'return', reason: '再议' }),
  raise: (n) => write('raise', { level: LEVELS[n % 4], reason: '调度' }),
  lower: (n) => write('lower', { level: LEVELS[n % 4], reason: '好转' }),
  extend: (n) => write('extend', { endsAt: `${desk.day(2 + (n % 4))}T00:00:00+08:00`, reason: '静稳' }),
  lift: (n) =>
    write('lift', n % 2 === 0 ? { reason: '好转' } : { at: `${desk.day(1)}T00:00:00+08:00`, reason: '好转' }),
  withdraw: () => write('withdraw', { reason: '误报' }),
  forecast: (n) =>
    desk.forecast(
      desk.day(0),
      [
        [160, 165],
        [210, 220],
        [320, 330],
        [80, 80],
      ][n % 4] ?? [],
    ),
  answer: (n) => answer(n),
  receiver: async (n) => (status = [200, 500, 410, 429][n % 4] ?? 200),
  hours: (n) => story.ask('duty', 'POST', '/clock', { advance: (n % 12) * 60 }),
  work: (n) => work(n),
  tick: () => hands.tick(),
}

async function write(what: string, body: object): Promise<void> {
  const warning = await desk.warning()
  if (warning)
    expect((await story.ask('mayor', 'POST', `/warnings/${warning.id}/${what}`, body)).status).toBeLessThan(500)
  const own = { ...body }
  if (warning && what !== 'signatures')
    expect((await story.ask('duty', 'POST', `/warnings/${warning.id}/${what}`, own)).status).toBeLessThan(500)
}

async function signAs(who: string): Promise<void> {
  const warning = await desk.warning()
  if (!warning) return
  const signed = await story.ask(who, 'POST', `/warnings/${warning.id}/signatures`, { decision: 'sign' })
  expect([200, 403, 409]).toContain(signed.status)
}

async function answer(n: number): Promise<void> {
  const message = story.received[story.received.length - 1 - (n % 7)]
  if (!message) return
  const { token, url } = message.body.answer
  const given = await story.ask(token, 'POST', url, { kind: n % 2 === 0 ? 'acknowledged' : 'committed' })
  expect([200, 409]).toContain(given.status)
}

/** One effect that is due, whichever. */
async function work(n: number): Promise<void> {
  const due = await hands.due()
  const effect = due[n % Math.max(due.length, 1)]
  if (effect) await hands.carryOut(effect)
}

/** Several things at once: the handlers among them go on transaction by transaction, in an order that is drawn. */
async function race(happenings: readonly (() => Promise<unknown>)[], draws: readonly number[]): Promise<void> {
  const own: (() => void)[] = []
  gates = own
  let running = true
  const all = Promise.all(happenings.map((happen) => happen())).finally(() => (running = false))
  for (let n = 0; running; n++) {
    await sleep(1)
    const [next] = own.splice((draws[n % draws.length] ?? 0) % Math.max(own.length, 1), 1)
    next?.()
  }
  gates = null
  await all
}

const happening = fc.record({ what: fc.constantFrom(...Object.keys(HAPPENS)), n: fc.nat(99) })
const act = fc.oneof(
  { weight: 3, arbitrary: happening.map((one) => [one]) },
  {
    weight: 2,
    arbitrary: fc.array(fc.oneof(happening, fc.record({ what: fc.constant('work'), n: fc.nat(9) })), {
      minLength: 2,
      maxLength: 4,
    }),
  },
)

test('whatever happens in whatever order, the standing invariants hold once it has settled', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 3, maxLength: 12 }),
      fc.array(fc.nat(7), { minLength: 5, maxLength: 20 }),
      fc.boolean(),
      async (acts, draws, signed) => {
        status = 200
        story.received.length = 0
        await desk.at(desk.day(0, 10), -6)
        await desk.forecast(desk.day(0), [160, 165, 90, 80, 80, 80, 80])
        await hands.run('assess')
        await desk.confer()
        if (signed) await signAs('mayor')
        for (const together of acts)
          await race(
            together.map(
              ({ what, n }) =>
                async () =>
                  await HAPPENS[what]?.(n),
            ),
            draws,
          )
        await hands.settle()
        expect(await breaches(story.engine.world.db)).toEqual([])
        status = 200
        await desk.end()
        await hands.settle()
        // Whatever still waited for a receiver, or for somebody's answer, comes to its end.
        await desk.at(desk.day(5), 0)
        await hands.settle()
        await desk.end()
        await hands.settle()
        expect(await breaches(story.engine.world.db)).toEqual([])
      },
    ),
    // Each costs a third of a second.
    { ...runs(12), endOnFailure: true },
  )
}, 600_000)
