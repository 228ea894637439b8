import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Io } from '../model/command.ts'
import type { Instant } from '../model/time.ts'
import type { Load } from './load.ts'
import { bulletinForm } from './schemas.ts'

/** A server to push against: of a throw-away world, never of the live one. */
export interface Target {
  readonly url: string
  /** May push forecasts for `area` in the name of `provider`. */
  readonly token: string
  readonly provider: string
  readonly area: string
  /** The world's clock: bulletins are issued before it, each a second earlier than the one before. */
  readonly now: Instant
}

/** A province's hourly forecast is about this long. */
const VALUES_PER_BODY = 100
/** Bodies before the clock runs: a cold server is not what is measured. */
const WARM_UP = 20

/**
 * Pushes `values` forecast values through the feed door, and the same number into fastify and zod that discard them
 * (contract §3, `bench ingest`). The last line is the figure; `orders` counts values.
 */
export async function benchIngest(target: Target, values: number, io: Io): Promise<void> {
  const bodies = Math.max(1, Math.ceil(values / VALUES_PER_BODY))
  const { url, token, ...issue } = target
  const load = { ...issue, valuesPerBody: VALUES_PER_BODY }
  const floor = await discard()
  let floorSeconds: number
  try {
    await push({ ...load, url: floor.url, token: '', from: 0, bodies: WARM_UP })
    floorSeconds = await push({ ...load, url: floor.url, token: '', from: WARM_UP, bodies })
  } finally {
    await floor.close()
  }
  io.err(`floor: ${bodies} bodies of ${VALUES_PER_BODY} values discarded in ${floorSeconds.toFixed(2)} s`)
  await push({ ...load, url, token, from: 0, bodies: WARM_UP })
  const seconds = await push({ ...load, url, token, from: WARM_UP, bodies })
  const orders = bodies * VALUES_PER_BODY
  const perSecond = Math.round(orders / seconds)
  const floorPerSecond = Math.round(orders / floorSeconds)
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1024)
  io.out(
    JSON.stringify({
      orders,
      seconds: rounded(seconds),
      perSecond,
      floorPerSecond,
      ratio: rounded(perSecond / floorPerSecond),
      peakMB,
    }),
  )
}

/** What nothing built on these parts can beat: the form is checked, nothing is kept. */
async function discard(): Promise<{ url: string; close(): Promise<void> }> {
  const app = Fastify().withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.post(
    '/api/v1/forecasts',
    { schema: { body: bulletinForm, response: { 202: z.object({ accepted: z.int() }) } } },
    async ({ body }, reply) => reply.code(202).send({ accepted: body.values.length }),
  )
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address: AddressInfo | string | null = app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('listening without an address')
  return { url: `http://127.0.0.1:${address.port}`, close: () => app.close() }
}

/** Sends from a thread of its own, so that the server under test has its own turn of events. Returns the seconds. */
async function push(load: Load): Promise<number> {
  const worker = new Worker(new URL('./load.ts', import.meta.url), { workerData: load })
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      // Silent where it answered before: a promise settles once.
      worker.once('exit', (code) => reject(new Error(`the sending thread ended with ${code}`)))
    })
  } finally {
    await worker.terminate()
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
