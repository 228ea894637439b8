import { setTimeout as sleep } from 'node:timers/promises'
import { Queue, Worker } from 'bullmq'
import { Cluster, Redis } from 'ioredis'
import { readRedisAddress, type RedisAddress } from '../config/redis.ts'
import { InputError } from '../errors.ts'
import { BullQueue, QUEUE_OPTIONS } from './bull.ts'
import { LEASES, type EffectQueue } from './port.ts'

/** The oldest release whose commands BullMQ 6 was tried with here. */
const OLDEST = 7
/** Sentinels and the nodes of a cluster are asked over and over; a start that waits longer has a wrong address. */
const PATIENCE_MS = 10_000
/**
 * In a cluster the keys of a queue must lie together: its scripts touch several at once. One tag for all lanes and
 * worlds puts them on one node, whose rate the queue then has; the other nodes take its place when it fails.
 */
const ONE_SLOT = '{airshed}'

/** The queue of the world `prefix` on Redis; InputError where this Redis would lose tickets. */
export async function openRedisQueue(url: string, prefix: string, leases = LEASES): Promise<EffectQueue> {
  const address = readRedisAddress(url)
  if (address === null) throw new InputError('REDIS_URL: this is not the address of a Redis')
  const connection = connectionTo(address)
  connection.on('error', () => undefined)
  try {
    await inTime(connection.connect())
    for (const node of mastersOf(connection)) refuse(await inTime(node.info()))
  } catch (error) {
    connection.disconnect()
    if (error instanceof InputError) throw error
    throw new InputError(`REDIS_URL: no Redis answers there (${String(error)})`, { cause: error })
  }
  const options = { connection, ...(address.kind === 'cluster' ? { prefix: ONE_SLOT } : {}) }
  return new BullQueue(
    {
      queue: (name) => new Queue(name, { ...QUEUE_OPTIONS, ...options }),
      worker: (name, processor, own) => new Worker(name, processor, { ...own, ...options }),
      close: async () => {
        await connection.quit()
      },
    },
    prefix,
    leases,
  )
}

function connectionTo(address: RedisAddress): Redis | Cluster {
  // Blocking reads wait for ever by design: a limit on retries would end a worker when Redis restarts.
  const usual = { maxRetriesPerRequest: null }
  if (address.kind === 'server') return new Redis(address.url, { ...usual, lazyConnect: true })
  const { nodes, tls, username, password } = address
  const own = {
    ...usual,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  }
  if (address.kind === 'cluster') return new Cluster([...nodes], { redisOptions: own, lazyConnect: true })
  const { name, db } = address
  return new Redis({ ...own, sentinels: [...nodes], name, db, enableTLSForSentinelMode: tls, lazyConnect: true })
}

function mastersOf(connection: Redis | Cluster): Redis[] {
  return connection instanceof Cluster ? connection.nodes('master') : [connection]
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const over = new AbortController()
  try {
    const tooLate = sleep(PATIENCE_MS, undefined, { signal: over.signal }).then(() => {
      throw new Error(`nothing within ${PATIENCE_MS / 1000} seconds`)
    })
    return await Promise.race([answer, tooLate])
  } finally {
    over.abort()
  }
}

function refuse(info: string): void {
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1]
  if (policy !== 'noeviction') {
    throw new InputError(
      `REDIS_URL: this Redis drops keys when its memory is full (maxmemory-policy is ${policy}); set it to noeviction`,
    )
  }
  const version = /^redis_version:(\d+)\S*/m.exec(info)
  if (Number(version?.[1]) < OLDEST) {
    throw new InputError(`REDIS_URL: this is Redis ${version?.[0].slice(14)}; ${OLDEST} or newer is needed`)
  }
}
