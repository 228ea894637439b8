import { Pool } from 'undici'
import { monotonicMs } from '../clock.ts'
import { newId } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { ThrowAway } from './throwAway.ts'

/** As the webhook has them: the floor must not win or lose by the number of its connections. */
const CONNECTIONS = 64
/** Jobs at once, as the engine's dispatch lane. */
const AT_ONCE = 512
/** A header of that length; what it costs to make is the engine's. */
const SIGNATURE = `t=1608804000,v1=${'0'.repeat(64)}`
/** One call of BullMQ for so many: all at once holds its statement for seconds. */
const BULK = 500
/**
 * What nothing built on these parts can beat: as many jobs on the same backend that only make an HTTP call of the same
 * length. The tickets carry no priority, which is BullMQ's cheapest way. Returns the
 * seconds, and those of this process's processor.
 */
export async function dispatchFloor(
  place: ThrowAway,
  receivers: string,
  { orders, bodyBytes }: { readonly orders: number; readonly bodyBytes: number },
  now: Instant,
): Promise<{ seconds: number; processorSeconds: number }> {
  const { queue, close } = await place.openQueue()
  const text = JSON.stringify({ content: 'x'.repeat(bodyBytes) })
  const pool = new Pool(receivers, { connections: CONNECTIONS, pipelining: 1 })
  try {
    let left = orders
    const done = Promise.withResolvers<void>()
    const tickets = Array.from({ length: orders }, () => ({ id: newId(now), priority: 0 }))
    const from = monotonicMs()
    const before = process.cpuUsage()
    const worker = await queue.work(
      'dispatch',
      async (id) => {
        const { body } = await pool.request({
          path: `/e/${id}`,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': id, 'airshed-signature': SIGNATURE },
          body: text,
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
    const { user, system } = process.cpuUsage(before)
    await worker.close()
    await queue.wipe()
    return { seconds, processorSeconds: (user + system) / 1e6 }
  } finally {
    await pool.close()
    await close()
  }
}
