import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EFFECTS } from '../../machines/effects.ts'
import { SettableClock } from '../../src/clock.ts'
import { ask, type Asked, type Effect, finish } from '../../src/db/effects.ts'
import { beginLife } from '../../src/db/lives.ts'
import { migrate } from '../../src/db/migrate.ts'
import { DatabaseError, type Db } from '../../src/db/port.ts'
import { PostgresDb } from '../../src/db/postgres.ts'
import { type Id, newId } from '../../src/model/id.ts'
import { addHours, addMinutes, type Instant } from '../../src/model/time.ts'
import { watchingRoutes } from '../../src/ops/routes.ts'
import { openEmbeddedQueue } from '../../src/queue/embedded.ts'
import type { EffectQueue } from '../../src/queue/port.ts'
import { openPostgresQueue } from '../../src/queue/postgres.ts'
import { openRedisQueue } from '../../src/queue/redis.ts'
import { type Handlers, type Relay, type RelayOptions, startRelay } from '../../src/queue/relay.ts'
import { ahead } from '../../src/queue/store.ts'
import { openTestApp } from '../help/app.ts'
import { openEmbedded, openPostgres } from '../help/databases.ts'
import { findPostgres, postgresUrl, startPostgres } from '../help/postgres.ts'
import { findRedis, redisUrl, startRedis } from '../help/redis.ts'
import { until } from '../help/until.ts'

interface Opened {
  db: Db
  queue: EffectQueue
}

let prefixes = 0
const newPrefix = () => `relay-test-${process.pid}-${prefixes++}`

const BACKENDS: { name: string; present: boolean; open: () => Promise<Opened> }[] = [
  {
    name: 'embedded',
    present: true,
    open: async () => {
      const db = await openEmbedded()
      return { db, queue: await openEmbeddedQueue(db.pglite, newPrefix()) }
    },
  },
  {
    name: 'PostgreSQL alone',
    present: postgresUrl() !== null,
    open: async () => ({ db: await openPostgres(), queue: await openPostgresQueue(postgresUrl() ?? '', newPrefix()) }),
  },
  {
    name: 'PostgreSQL and Redis',
    present: postgresUrl() !== null && redisUrl() !== null,
    open: async () => ({ db: await openPostgres(), queue: await openRedisQueue(redisUrl() ?? '', newPrefix()) }),
  },
]

const START: Instant = '2020-12-25T10:00:00.000Z'
const AREA = '140800'
const OPTIONS: RelayOptions = { concurrency: { desk: 4, dispatch: 50 }, sole: true }

/** Everything is a message of the same delivery here: the relay reads no more than kind and lane. */
const deliver = (over: Partial<Asked<'deliver'>> = {}): Asked<'deliver'> => ({
  kind: 'deliver',
  subject: newId(START),
  area: AREA,
  params: { attempt: 1 },
  ...over,
})

/** The relay does not tell kinds apart; one handler serves all. */
function everyKind<W>(handler: (world: W, effect: Effect) => Promise<void>): Handlers<W> {
  return Object.fromEntries(Object.keys(EFFECTS).map((kind) => [kind, handler])) as Handlers<W>
}

for (const { name, present, open } of BACKENDS) {
  describe.skipIf(!present)(`the relay on ${name}`, () => {
    let db: Db
    let queue: EffectQueue
    let world: { db: Db; clock: SettableClock; log: Logger }
    let relay: Relay | null
    let done: Id[]
    let carryOut: (effect: Effect) => Promise<void>

    const handlers = everyKind((_: typeof world, effect: Effect) => carryOut(effect))
    const finishIt = async ({ id }: Effect) => {
      await db.transaction((tx) => finish(tx, [id]))
      done.push(id)
    }
    const store = (...asked: Asked[]) => db.transaction((tx) => ask(tx, asked, world.clock.now()))
    const start = async (options = OPTIONS) => (relay = await startRelay(world, queue, handlers, options))
    const settled = async () => (await ahead(db, world.clock.now())).outstanding === 0

    beforeEach(async () => {
      ;({ db, queue } = await open())
      world = { db, clock: new SettableClock(START), log: pino({ level: 'silent' }) }
      relay = null
      done = []
      carryOut = finishIt
    })
    afterEach(async () => {
      await relay?.close()
      await queue.close()
      await db.close()
    })

    test('carries out what is stored before and after it starts, each effect once', async () => {
      const before = await store(...Array.from({ length: 100 }, () => deliver()))
      await start()
      const after = await store(...Array.from({ length: 100 }, () => deliver()))
      // The last commit is seen before the handler that made it has noted it.
      await until(async () => (await settled()) && done.length >= 200)
      expect(done.toSorted()).toEqual([...before, ...after].toSorted())
    })

    test('waits for the instant of an effect on the world’s clock, which may stand still', async () => {
      await start()
      await store(deliver({ notBefore: addHours(START, 1) }))
      await sleep(400)
      expect(done).toEqual([])
      expect(await settled()).toBe(true)
      expect((await ahead(db, START)).nextDue).toBe(addHours(START, 1))
      world.clock.set(addHours(START, 1))
      expect((await ahead(db, world.clock.now())).outstanding).toBe(1)
      relay?.wake()
      await until(async () => (await settled()) && done.length > 0)
      expect(done).toHaveLength(1)
      expect((await ahead(db, START)).nextDue).toBeNull()
    })

    test('finds everything again after the queue was wiped and the process was killed', async () => {
      const ids = await store(...Array.from({ length: 50 }, () => deliver()))
      // A life that claims everything and dies without carrying out anything.
      const stuck = Promise.withResolvers<void>()
      carryOut = () => stuck.promise
      const dead = await startRelay(world, queue, handlers, { ...OPTIONS, sole: false })
      await until(async () => (await queue.size('dispatch')) === 50)
      await queue.wipe()
      carryOut = finishIt
      await start()
      await until(async () => (await settled()) && new Set(done).size === ids.length)
      // The one that hangs still takes tickets beside the new one: at least once each is what the queue promises.
      expect([...new Set(done)].toSorted()).toEqual(ids.toSorted())
      stuck.resolve()
      await dead.close()
    })

    test('tries an effect that fails again, later on the world’s clock, and parks it by name after eight tries', async () => {
      let tries = 0
      carryOut = async () => {
        tries++
        throw new Error('the receiver is on fire')
      }
      await start()
      const asked = deliver()
      await store(asked)
      for (let n = 1; n <= 8; n++) {
        await until(async () => tries === n && (await settled()))
        const { nextDue: due } = await ahead(db, START)
        if (n === 8) {
          expect(due).toBeNull()
          break
        }
        expect(due).toBe(addMinutes(world.clock.now(), 2 ** (n - 1) / 6))
        world.clock.set(due ?? START)
        relay?.wake()
      }
      const [row] = await db.rows('select failed, last_error, parked_at from effect')
      expect(row).toEqual({ failed: 8, last_error: 'the receiver is on fire', parked_at: world.clock.now() })
      const entries = await db.rows<{ body: string }>(`select body from journal where event = 'EFFECT_PARKED'`)
      expect(entries.map(({ body }): unknown => JSON.parse(body))).toMatchObject([
        { asked: 'deliver', tries: 8, error: 'the receiver is on fire' },
      ])
    })

    test('carries out nothing for a ticket whose effect is done', async () => {
      await start()
      await queue.add('dispatch', [{ id: newId(START), priority: 3 }])
      await until(async () => (await queue.size('dispatch')) === 0)
      expect(done).toEqual([])
    })

    test('waits on closing for the handlers that are running', async () => {
      const started = Promise.withResolvers<void>()
      carryOut = async (effect) => {
        started.resolve()
        await sleep(200)
        await finishIt(effect)
      }
      await start()
      await store(deliver())
      await started.promise
      await relay?.close()
      expect(done).toHaveLength(1)
    })

    test('hands back on closing what takes too long, and another carries it out at once', async () => {
      const stuck = Promise.withResolvers<void>()
      let begun = 0
      carryOut = () => {
        begun++
        return stuck.promise
      }
      const slow = await startRelay(world, queue, handlers, { ...OPTIONS, finishMs: 100 })
      const ids = await store(...Array.from({ length: 50 }, () => deliver()))
      await until(() => begun === 50)
      await slow.close()
      // Neither an effect nor a ticket is left that would have to be waited for.
      expect(await db.rows('select id from effect where queued_at is not null')).toEqual([])
      expect(await queue.size('dispatch')).toBe(0)
      carryOut = finishIt
      await start({ ...OPTIONS, sole: false })
      await until(async () => (await settled()) && done.length >= 50)
      expect(done.toSorted()).toEqual(ids.toSorted())
      stuck.resolve()
    })

    test('does not count what fails because the database went away', async () => {
      let tries = 0
      carryOut = async (effect) => {
        if (++tries < 3) throw new DatabaseError('terminating connection', '57P01', undefined)
        await finishIt(effect)
      }
      await start()
      await store(deliver())
      await until(async () => (await settled()) && done.length > 0)
      expect(tries).toBe(3)
      expect(await db.rows(`select 1 as one from journal where event = 'EFFECT_PARKED'`)).toEqual([])
    })
  })
}

describe.skipIf(postgresUrl() === null || redisUrl() === null)('a Redis that dies', () => {
  test('comes back empty, and every effect is carried out all the same', async () => {
    const redis = await startRedis(findRedis() ?? '', { durable: false })
    const db = await openPostgres()
    const queue = await openRedisQueue(redis.url, newPrefix())
    const world = { db, clock: new SettableClock(START), log: pino({ level: 'silent' }) }
    const gate = Promise.withResolvers<void>()
    const handler = async (_: typeof world, { id }: Effect) => {
      await gate.promise
      await db.transaction((tx) => finish(tx, [id]))
    }
    const relay = await startRelay(world, queue, everyKind(handler), {
      concurrency: { desk: 1, dispatch: 5 },
      sole: true,
    })
    await db.transaction((tx) =>
      ask(
        tx,
        Array.from({ length: 100 }, () => deliver()),
        START,
      ),
    )
    await until(async () => (await queue.size('dispatch')) === 100)
    await redis.kill()
    gate.resolve()
    await redis.start()
    await until(async () => (await ahead(db, START)).outstanding === 0)
    await relay.close()
    await queue.close()
    await db.close()
    await redis.remove()
  })
})

describe.skipIf(findPostgres() === null)('a PostgreSQL that dies', () => {
  test('comes back, and everything goes on without a new start and nothing is parked', async () => {
    const server = await startPostgres(findPostgres() ?? '', { durable: true })
    const db = await PostgresDb.open(server.url, { schema: 'steady' })
    await migrate(db, START)
    const leases = { workerMs: 2_000, lookForLostMs: 500, ticketMs: 2_000, reconcileMs: 500 }
    const queue = await openPostgresQueue(server.url, newPrefix(), leases)
    const life = await beginLife(db, ['worker'], {}, START)
    const world = { db, clock: new SettableClock(START), log: pino({ level: 'silent' }) }
    const handler = (_: typeof world, { id }: Effect) => db.transaction((tx) => finish(tx, [id]))
    const options = { concurrency: { desk: 1, dispatch: 5 }, sole: false, leases }
    const relay = await startRelay(world, queue, everyKind(handler), options)
    const more = () =>
      db.transaction((tx) =>
        ask(
          tx,
          Array.from({ length: 200 }, () => deliver()),
          START,
        ),
      )
    await more()
    await until(async () => (await ahead(db, START)).outstanding < 150)
    const { app } = await openTestApp({ db, parts: { watching: watchingRoutes(queue) } })
    const ready = async () => (await app.inject({ url: '/readyz' })).json<unknown>()
    expect(await ready()).toMatchObject({
      ready: true,
      parts: { database: 'ok', queue: 'ok', worker: 'ok', clock: 'missing' },
    })
    await server.kill()
    await expect(db.rows('select 1 as one')).rejects.toMatchObject({ passes: true })
    // The process lives, and nobody should be sent to it.
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200)
    expect((await app.inject({ url: '/readyz' })).statusCode).toBe(503)
    expect(await ready()).toMatchObject({
      ready: false,
      parts: { database: 'unreachable', queue: 'unreachable', worker: 'unknown', rules: 'ok' },
    })
    expect((await app.inject({ url: '/metrics' })).body).toMatch(/^airshed_database_up 0$/m)
    await server.start()
    await until(async () => (await app.inject({ url: '/readyz' })).statusCode === 200)
    await more()
    await until(async () => (await ahead(db, START)).outstanding === 0)
    await until(async () => (await db.rows('select id from life where lives(id)')).length === 1)
    expect(await db.rows(`select 1 as one from journal where event = 'EFFECT_PARKED'`)).toEqual([])
    await app.close()
    await relay.close()
    await life.close()
    await queue.close()
    await db.close()
    await server.remove()
  })
})
