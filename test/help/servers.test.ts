import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, type PrivatePostgres, postgresUrl, startPostgres } from './postgres.ts'
import { findRedis, redisUrl, startRedis } from './redis.ts'

describe.skipIf(postgresUrl() === null)('the private PostgreSQL', () => {
  let own: PrivatePostgres
  beforeAll(async () => {
    own = await startPostgres(findPostgres() ?? '', { durable: true })
  })
  afterAll(() => own.remove())

  test('keeps what was committed when it is killed and started again', async () => {
    const before = new pg.Client({ connectionString: own.url })
    before.on('error', () => undefined)
    await before.connect()
    await before.query('create table kept as select 7 as seven')
    await own.kill()
    await own.start()
    const after = new pg.Client({ connectionString: own.url })
    await after.connect()
    expect((await after.query('select seven from kept')).rows).toEqual([{ seven: 7 }])
    await after.end()
  })

  // One that waits for a lock of a dead one never hears that the server is gone, and holds its memory for ever.
  test('comes back although one of its processes stood still when it was killed', async () => {
    const client = new pg.Client({ connectionString: own.url })
    client.on('error', () => undefined)
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]?.pid ?? 0, 'SIGSTOP')
    await own.kill()
    await own.start()
  })
})

test.skipIf(redisUrl() === null)('a private Redis comes back with what it had when it is durable', async () => {
  const own = await startRedis(findRedis() ?? '', { durable: true })
  try {
    const before = new Redis(own.url, { retryStrategy: () => null })
    before.on('error', () => undefined)
    await before.set('kept', 'seven')
    // The append-only file is written before the answer and synced within a second: a kill of the process loses nothing.
    await own.kill()
    await own.start()
    const after = new Redis(own.url)
    expect(await after.get('kept')).toBe('seven')
    after.disconnect()
  } finally {
    await own.remove()
  }
})
