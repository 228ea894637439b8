import { parentPort, workerData } from 'node:worker_threads'
import { Pool } from 'undici'
import { monotonicMs } from '../clock.ts'
import { addDays, addMinutes, dayOf, epochMs, instantOf, type Instant } from '../model/time.ts'

/*
 * The other side of `bench ingest`: a thread that sends bulletins as fast as they are answered.
 */

export interface Load {
  readonly url: string
  readonly token: string
  readonly provider: string
  readonly area: string
  readonly now: Instant
  /** Number of the first body: each is another issue, so none is the same as one before. */
  readonly from: number
  readonly bodies: number
  readonly valuesPerBody: number
}

/** As many feeds as may well send at once; more only wait inside the server. */
const CONNECTIONS = 16

async function send({ url, token, provider, area, now, from, bodies, valuesPerBody }: Load): Promise<number> {
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 })
  const today = dayOf(addMinutes(now, -60))
  const at = Array.from({ length: valuesPerBody }, (_, n) => addDays(today, n))
  let next = from
  const begun = monotonicMs()
  async function feed(): Promise<void> {
    while (next < from + bodies) {
      const n = next++
      const issuedAt = instantOf(epochMs(now) - n * 1_000)
      const values = at.map((day, k) => ({ at: day, aqi: 40 + ((n * 7 + k * 13) % 300) }))
      const answer = await pool.request({
        method: 'POST',
        path: '/api/v1/forecasts',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ provider, area, issuedAt, values }),
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 202) throw new Error(`${answer.statusCode}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, feed))
  const seconds = (monotonicMs() - begun) / 1000
  await pool.close()
  return seconds
}

function isLoad(given: unknown): given is Load {
  return typeof given === 'object' && given !== null && 'url' in given && 'valuesPerBody' in given
}

if (isLoad(workerData)) parentPort?.postMessage(await send(workerData), [])
