import { expect, test } from 'vitest'
import { z } from 'zod'
import { benchIngest } from '../../src/feed/bench.ts'
import { feedRoutes } from '../../src/feed/routes.ts'
import { openTestApp, OWNER_TOKEN } from '../help/app.ts'

const figure = z.strictObject({
  orders: z.literal(1_000),
  seconds: z.number().positive(),
  perSecond: z.int().positive(),
  floorPerSecond: z.int().positive(),
  ratio: z.number().positive(),
  peakMB: z.int().positive(),
})

test('bench ingest pushes every value through the feed door, and says how far that is from the floor', async () => {
  const served = await openTestApp({ routes: [feedRoutes] })
  const url = await served.app.listen({ port: 0, host: '127.0.0.1' })
  const lines: string[] = []
  const now = served.world.clock.now()
  const target = { url, token: OWNER_TOKEN, provider: 'bench', area: '140800', now }
  const none = () => Promise.reject(new Error('a bench plays in a world of its own'))
  await benchIngest(target, 1_000, {
    out: (line) => lines.push(line),
    err: () => undefined,
    engine: none,
    ground: none,
  })
  figure.parse(JSON.parse(lines.at(-1) ?? ''))
  const [kept] = await served.world.db.rows('select sum(jsonb_array_length(readings))::int as values from bulletin')
  // Beside those that are counted, the bodies of the warm-up.
  expect(kept).toEqual({ values: 1_000 + 20 * 100 })
  await served.close()
}, 90_000)
