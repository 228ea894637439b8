import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { InputError } from '../errors.ts'
import { BullQueue, QUEUE_OPTIONS } from './bull.ts'
import type { EffectQueue } from './port.ts'

/** The oldest release whose commands BullMQ 6 was tried with here. */
const OLDEST = 7

/** The queue of the world `prefix` on Redis; InputError where this Redis would lose tickets. */
export async function openRedisQueue(url: string, prefix: string): Promise<EffectQueue> {
  // Blocking reads wait for ever by design: a limit on retries would end a worker when Redis restarts.
  const connection = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true })
  connection.on('error', () => undefined)
  try {
    await connection.connect()
    refuse(await connection.info())
  } catch (error) {
    connection.disconnect()
    if (error instanceof InputError) throw error
    throw new InputError(`REDIS_URL: no Redis answers there (${String(error)})`, { cause: error })
  }
  return new BullQueue(
    {
      queue: (name) => new Queue(name, { ...QUEUE_OPTIONS, connection }),
      worker: (name, processor, options) => new Worker(name, processor, { ...options, connection }),
      close: async () => {
        await connection.quit()
      },
    },
    prefix,
  )
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
