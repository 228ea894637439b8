import { Pool } from 'undici'
import { monotonicMs } from '../clock.ts'
import { newId } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { ThrowAway } from './throwAway.ts'

/** As the webhook has them: the floor must not win or lose by the number of its connections. */
const CONNECTIONS = 64
/** Jobs at once, as the engine's dispatch lane. */
const AT_ONCE = 512
/** One call of BullMQ for so many: all at once holds its statement for seconds. */
const BULK = 500
/** About as long as an order of two lines is as JSON. */
const BODY = JSON.stringify({ content: '停'.repeat(600) })

/**
 * What nothing built on these parts can beat: as many jobs on the same backend that only make the same HTTP call. The
 * tickets carry no priority, which is BullMQ's cheapest way.
 */
export async function dispatchFloor(
  place: ThrowAway,
  receivers: string,
  orders: number,
  now: Instant,
): Promise<number> {
  const { queue, close } = await place.openQueue()
  const pool = new Pool(receivers, { connections: CONNECTIONS, pipelining: 1 })
  try {
    let left = orders
    const done = Promise.withResolvers<void>()
    const tickets = Array.from({ length: orders }, () => ({ id: newId(now), priority: 0 }))
    const from = monotonicMs()
    const worker = await queue.work(
      'dispatch',
      async (id) => {
        const { body } = await pool.request({
          path: `/e/${id}`,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': id },
          body: BODY,
        })
        await body.dump()
        left -= 1
        if (left === 0) done.resolve()
      },
      { concurrency: AT_ONCE, onError: (error) => done.reject(error) },
    )
    for (let n = 0; n < orders; n += BULK) await queue.add('dispatch', tickets.slice(n, n + BULK))
    await done.promise
    const seconds = (monotonicMs() - from) / 1000
    await worker.close()
    await queue.wipe()
    return seconds
  } finally {
    await pool.close()
    await close()
  }
}
