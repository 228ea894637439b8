import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EmbeddedDb } from '../../src/db/embedded.ts'
import { type Id, newId } from '../../src/model/id.ts'
import { instantOf } from '../../src/model/time.ts'
import { openEmbeddedQueue } from '../../src/queue/embedded.ts'
import type { EffectQueue, Lane, Ticket, WorkOptions } from '../../src/queue/port.ts'
import { openPostgresQueue } from '../../src/queue/postgres.ts'
import { openRedisQueue } from '../../src/queue/redis.ts'
import { openEmbedded } from '../help/databases.ts'
import { postgresUrl } from '../help/postgres.ts'
import { findRedis, redisUrl, startRedis } from '../help/redis.ts'
import { until } from '../help/until.ts'

let prefixes = 0
const newPrefix = () => `queue-test-${process.pid}-${prefixes++}`

let db: EmbeddedDb | undefined

async function openEmbeddedDb(): Promise<EffectQueue> {
  db ??= await openEmbedded()
  return openEmbeddedQueue(db.pglite, newPrefix())
}

const BACKENDS = [
  { name: 'embedded', present: true, many: 500, open: openEmbeddedDb },
  {
    name: 'PostgreSQL',
    present: postgresUrl() !== null,
    many: 2000,
    open: () => openPostgresQueue(postgresUrl() ?? '', newPrefix()),
  },
  {
    name: 'Redis',
    present: redisUrl() !== null,
    many: 2000,
    open: () => openRedisQueue(redisUrl() ?? '', newPrefix()),
  },
]

const NOW = instantOf(1_608_912_000_000)
const tickets = (count: number, priority = 3): Ticket[] =>
  Array.from({ length: count }, () => ({ id: newId(NOW), priority }))

for (const { name, present, many, open } of BACKENDS) {
  describe.skipIf(!present)(`the queue on ${name}`, () => {
    let queue: EffectQueue
    let handled: Id[]
    const failures: { id: Id | null; message: string }[] = []
    const options: WorkOptions = {
      concurrency: 8,
      onError: (error, id) => failures.push({ id, message: error.message }),
    }
    const collect = async (id: Id) => {
      handled.push(id)
    }
    const work = (lane: Lane, handler = collect) => queue.work(lane, handler, options)

    beforeEach(async () => {
      handled = []
      failures.length = 0
      queue = await open()
    })
    afterEach(() => queue.close())

    test('hands every ticket to the worker once and keeps nothing of it', async () => {
      const sent = tickets(many)
      await work('dispatch')
      await queue.add('dispatch', sent)
      await until(() => handled.length >= sent.length)
      await until(async () => (await queue.size('dispatch')) === 0)
      expect(handled.toSorted()).toEqual(sent.map(({ id }) => id).toSorted())
      expect(failures).toEqual([])
    })

    test('hands over what was added before anyone worked', async () => {
      const sent = tickets(5)
      await queue.add('desk', sent)
      expect(await queue.size('desk')).toBe(5)
      await work('desk')
      await until(() => handled.length === 5)
    })

    test('takes a ticket that is waiting or being worked on only once, and takes it again after it is over', async () => {
      const [one] = tickets(1)
      if (one === undefined) throw new Error('no ticket')
      await queue.add('desk', [one, one])
      await queue.add('desk', [one])
      expect(await queue.size('desk')).toBe(1)
      const gate = Promise.withResolvers<void>()
      await work('desk', async (id) => {
        handled.push(id)
        await gate.promise
      })
      await until(() => handled.length === 1)
      await queue.add('desk', [one])
      gate.resolve()
      await until(async () => (await queue.size('desk')) === 0)
      expect(handled).toEqual([one.id])
      await queue.add('desk', [one])
      await until(() => handled.length === 2)
    })

    test('serves the smaller priority first', async () => {
      const late = tickets(3, 4)
      const early = tickets(3, 1)
      await queue.add('desk', late)
      await queue.add('desk', early)
      await queue.work('desk', collect, { ...options, concurrency: 1 })
      await until(() => handled.length === 6)
      expect(handled.slice(0, 3).toSorted()).toEqual(early.map(({ id }) => id).toSorted())
    })

    test('runs as many handlers at once as it was told, and not one more', async () => {
      let running = 0
      let most = 0
      await work('dispatch', async (id) => {
        most = Math.max(most, ++running)
        await sleep(10)
        running--
        handled.push(id)
      })
      await queue.add('dispatch', tickets(64))
      await until(() => handled.length === 64)
      expect(most).toBe(8)
    })

    test('keeps the two lanes apart', async () => {
      await queue.add('dispatch', tickets(10))
      const [own] = tickets(1)
      if (own === undefined) throw new Error('no ticket')
      await queue.add('desk', [own])
      await work('desk')
      await until(() => handled.length === 1)
      expect(handled).toEqual([own.id])
      expect(await queue.size('dispatch')).toBe(10)
    })

    test('reports a handler that throws and goes on without that ticket', async () => {
      const [bad, ...good] = tickets(4)
      if (bad === undefined) throw new Error('no ticket')
      await work('desk', async (id) => {
        if (id === bad.id) throw new Error('the receiver is on fire')
        handled.push(id)
      })
      await queue.add('desk', [bad, ...good])
      await until(() => handled.length === 3 && failures.length === 1)
      expect(failures).toEqual([{ id: bad.id, message: 'the receiver is on fire' }])
      await until(async () => (await queue.size('desk')) === 0)
    })

    test('waits on closing for the handlers that are running', async () => {
      const started = Promise.withResolvers<void>()
      const worker = await work('desk', async (id) => {
        started.resolve()
        await sleep(200)
        handled.push(id)
      })
      await queue.add('desk', tickets(1))
      await started.promise
      await worker.close()
      expect(handled).toHaveLength(1)
    })

    test('can be wiped while it works: the waiting tickets are gone, and new ones come through', async () => {
      const gate = Promise.withResolvers<void>()
      await work('dispatch', async (id) => {
        handled.push(id)
        await gate.promise
      })
      await queue.add('dispatch', tickets(500))
      await until(() => handled.length === 8)
      await queue.wipe()
      expect(await queue.size('dispatch')).toBe(0)
      gate.resolve()
      const after = tickets(20)
      await queue.add('dispatch', after)
      await until(() => handled.length >= 28)
      expect(handled.slice(8).toSorted()).toEqual(after.map(({ id }) => id).toSorted())
    })

    test('takes the tickets of a lane wiped before from the start again', async () => {
      const sent = tickets(10)
      await queue.add('dispatch', sent)
      await queue.wipe()
      await queue.add('dispatch', sent)
      await work('dispatch')
      await until(() => handled.length === 10)
    })
  })
}

describe.skipIf(redisUrl() === null)('a Redis that may lose tickets', () => {
  test('is refused by name', async () => {
    const careless = await startRedis(findRedis() ?? '', { durable: false, policy: 'allkeys-lru' })
    try {
      await expect(openRedisQueue(careless.url, newPrefix())).rejects.toThrow(
        'REDIS_URL: this Redis drops keys when its memory is full (maxmemory-policy is allkeys-lru); set it to noeviction',
      )
    } finally {
      await careless.remove()
    }
  })
  test('is refused when nothing answers there', async () => {
    await expect(openRedisQueue('redis://127.0.0.1:1', newPrefix())).rejects.toThrow(
      'REDIS_URL: no Redis answers there',
    )
  })
})

test('no name of ours is one of BullMQ’s: the embedded database has one search path for both', async () => {
  const both = await openEmbedded()
  const queue = await openEmbeddedQueue(both.pglite, newPrefix())
  const shared = await both.rows<{ name: string }>(
    `select name from (
       select relname as name, relnamespace as schema from pg_class where relkind in ('r', 'p', 'S', 'v')
       union select proname, pronamespace from pg_proc
       union select typname, typnamespace from pg_type where typtype in ('e', 'd')) as names
     where schema in ('airshed'::regnamespace, 'bullmq'::regnamespace) group by name having count(distinct schema) > 1`,
  )
  // Each of the two names its own ledger of migrations in full, or makes it while it has the connection to itself.
  expect(shared).toEqual([{ name: 'migration' }])
  await queue.close()
  await both.close()
})
