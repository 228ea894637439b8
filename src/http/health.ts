import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { World } from '../world.ts'
import type { App } from './app-type.ts'
import { askDatabase } from './store.ts'

/** A part that does not answer in this time is not reachable; a probe itself gives up after some 5 s. */
const PATIENCE_MS = 2_000

const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })
const readiness = z
  .object({ ready: z.boolean(), parts: z.record(z.string(), z.enum(['ok', 'unreachable'])) })
  .meta({ id: 'Readiness' })

/**
 * `GET /healthz`: the process lives. `GET /readyz`: it can work; 503 names the part that it can not reach.
 * @param askQueue rejects when the queue can not be reached
 */
export function healthRoutes(app: App, world: World, askQueue: () => Promise<void>): void {
  const parts = { database: () => askDatabase(world.db), queue: askQueue }

  app.get('/healthz', { config: { action: 'health.read' }, schema: { response: { 200: health } } }, () => ({
    status: 'ok' as const,
  }))

  app.get(
    '/readyz',
    { config: { action: 'health.read' }, schema: { response: { 200: readiness, 503: readiness } } },
    async (_request, reply) => {
      const asked = await Promise.all(
        Object.entries(parts).map(async ([name, ask]) => [name, await reach(name, ask)] as const),
      )
      const ready = asked.every(([, state]) => state === 'ok')
      return reply.code(ready ? 200 : 503).send({ ready, parts: Object.fromEntries(asked) })
    },
  )

  async function reach(name: string, ask: () => Promise<void>): Promise<'ok' | 'unreachable'> {
    const late = new AbortController()
    try {
      const answered = ask().then(() => 'ok' as const)
      const tooLate = sleep(PATIENCE_MS, 'unreachable' as const, { signal: late.signal })
      return await Promise.race([answered, tooLate])
    } catch (error) {
      world.log.warn({ err: error }, `${name} can not be reached`)
      return 'unreachable'
    } finally {
      late.abort()
    }
  }
}
