import { Gauge, Histogram, Registry } from 'prom-client'
import type { World } from '../world.ts'
import type { App } from './app-type.ts'
import { epochMs } from '../model/time.ts'
import type { Pending } from './clock.ts'
import { standing } from './store.ts'

/**
 * `GET /metrics` in the text form of Prometheus. The set is small and stays:
 *
 * | name | what | what to do when it grows |
 * |---|---|---|
 * | `airshed_http_request_seconds` | answers, by method, route and status | look at the route's rows in the log |
 * | `airshed_effects_outstanding` | effects decided and not yet done | see that workers run and receivers answer |
 * | `airshed_effects_parked` | effects that failed too often | `GET /effects/parked`, then retry |
 * | `airshed_auditor_last_ok` | when the auditor last found everything as it should be, Unix seconds | see `airshed auditor` |
 * | `airshed_auditor_breaches` | what it found the last time, by invariant | see `airshed auditor` |
 * | `airshed_resident_bytes` | memory of this process | above 1 GB something is held that should not be |
 */
export function metricRoutes(app: App, world: World, pending: Pending): void {
  const register = new Registry()
  const seconds = new Histogram({
    name: 'airshed_http_request_seconds',
    help: 'Answers over HTTP',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5],
    registers: [register],
  })
  const outstanding = new Gauge({
    name: 'airshed_effects_outstanding',
    help: 'Effects decided and not yet done',
    registers: [register],
  })
  const parked = new Gauge({
    name: 'airshed_effects_parked',
    help: 'Effects that failed too often and wait for a person',
    registers: [register],
  })
  const lastOk = new Gauge({
    name: 'airshed_auditor_last_ok',
    help: 'When every standing invariant was last seen to hold, Unix seconds; 0 before the first time',
    registers: [register],
  })
  const breaches = new Gauge({
    name: 'airshed_auditor_breaches',
    help: 'Breaches of standing invariants at the last look',
    labelNames: ['invariant'],
    registers: [register],
  })
  const resident = new Gauge({ name: 'airshed_resident_bytes', help: 'Memory of this process', registers: [register] })

  app.addHook('onResponse', async (request, reply) => {
    // The route as it is written, never the address: addresses hold ids and would fill the memory of the scraper.
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })

  app.get('/metrics', { config: { action: 'metrics.read' } }, async (_request, reply) => {
    resident.set(process.memoryUsage.rss())
    try {
      outstanding.set((await pending.ahead()).outstanding)
      const found = await standing(world.db)
      parked.set(found.parked)
      breaches.reset()
      if (found.verdict?.okAt !== undefined) lastOk.set(epochMs(found.verdict.okAt) / 1000)
      for (const [invariant, count] of Object.entries(found.verdict?.counts ?? {})) breaches.set({ invariant }, count)
    } catch (error) {
      world.log.warn({ err: error }, 'the outstanding effects could not be counted')
      outstanding.set(Number.NaN)
      parked.set(Number.NaN)
    }
    return reply.type(register.contentType).send(await register.metrics())
  })
}
