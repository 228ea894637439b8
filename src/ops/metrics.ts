import { Gauge, Histogram, Registry } from 'prom-client'
import { monotonicMs } from '../clock.ts'
import { PARTS } from '../config.ts'
import type { App } from '../http/app-type.ts'
import { epochMs, hoursBetween, type Instant } from '../model/time.ts'
import { type EffectQueue, LANES } from '../queue/port.ts'
import type { World } from '../world.ts'
import { reach } from './reach.ts'
import { counts, feeds, lastVerdict, processes, waiting } from './store.ts'

/**
 * Two that ask within this time get the same figures: they are read from the whole table of orders, and anybody may ask.
 * Longer, and a scraper of every five seconds would see what is over.
 */
const KEPT_MS = 4_000

/** The gauges, with what each tells; unit and remedy stand in `README.md`. */
const GAUGES = {
  airshed_database_up: 'Whether the database answered: 1 or 0; at 0 the other figures of it are NaN',
  airshed_queue_up: 'Whether the queue answered: 1 or 0',
  airshed_clock_lag_seconds: 'Age of the oldest deadline that no clock has told of',
  airshed_relay_lag_seconds: 'Age of the oldest due effect that is in no queue',
  airshed_queue_lag_seconds: 'Age of the oldest due effect that is in the queue and not done',
  airshed_sealer_lag_seconds: 'Age of the oldest entry of the journal that is not in the chain',
  airshed_oldest_unsent_message_seconds: 'Age of the oldest message that is to go out and has not',
  airshed_orders_unreached: 'Live orders that nobody is known to have',
  airshed_effects_outstanding: 'Effects decided and not yet done',
  airshed_effects_parked: 'Effects that failed too often and wait for a person',
  airshed_clocks_held: 'Clocks that a jump holds until somebody releases them',
  airshed_auditor_last_ok: 'When every standing invariant was last seen to hold, Unix seconds; 0 before the first time',
  airshed_resident_bytes: 'Memory of this process',
} as const
const LABELLED = {
  airshed_queue_tickets: { help: 'Tickets in the queue, waiting or under way', label: 'lane' },
  airshed_processes: { help: 'Processes that live, by the part that they play', label: 'part' },
  airshed_feeds: { help: 'Feeds that are open, by state', label: 'state' },
  airshed_feed_age_seconds: { help: 'Age of what the feed silent for the longest last said', label: 'kind' },
  airshed_auditor_breaches: { help: 'Breaches of standing invariants at the last look', label: 'invariant' },
} as const

const FEED_STATES = ['alive', 'late', 'dead']

/** `GET /metrics` in the text form of Prometheus: a small set that stays, described in `README.md`. */
export function metricRoutes(app: App, world: World, queue: Pick<EffectQueue, 'size'>, keptMs = KEPT_MS): void {
  const register = new Registry()
  const seconds = new Histogram({
    name: 'airshed_http_request_seconds',
    help: 'Answers over HTTP',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5],
    registers: [register],
  })
  const gauges = new Map(
    Object.entries(GAUGES).map(([name, help]) => [name, new Gauge({ name, help, registers: [register] })]),
  )
  const labelled = new Map(
    Object.entries(LABELLED).map(([name, { help, label }]) => [
      name,
      { label, gauge: new Gauge({ name, help, labelNames: [label], registers: [register] }) },
    ]),
  )
  const set = (name: keyof typeof GAUGES, value: number) => gauges.get(name)?.set(value)
  const setEach = (name: keyof typeof LABELLED, values: Iterable<readonly [string, number]>) => {
    const found = labelled.get(name)
    found?.gauge.reset()
    for (const [of, value] of values) found?.gauge.set({ [found.label]: of }, value)
  }

  app.addHook('onResponse', async (request, reply) => {
    // The route as it is written, never the address: addresses hold ids and would fill the memory of the scraper.
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })

  let readAt = -Infinity
  let reading: Promise<void> = Promise.resolve()
  app.get('/metrics', { config: { action: 'metrics.read' } }, async (_request, reply) => {
    if (monotonicMs() - readAt > keptMs) {
      readAt = monotonicMs()
      reading = read()
    }
    await reading
    set('airshed_resident_bytes', process.memoryUsage.rss())
    return reply.type(register.contentType).send(await register.metrics())
  })

  async function read(): Promise<void> {
    const [stored, queued] = await Promise.all([
      reach(world, 'the database', fromDatabase),
      reach(world, 'the queue', fromQueue),
    ])
    set('airshed_database_up', stored === null ? 0 : 1)
    set('airshed_queue_up', queued === null ? 0 : 1)
    // A figure that stays as it was would hide that nobody knows it.
    if (stored === null) for (const name of FROM_DATABASE) set(name, Number.NaN)
    if (queued === null) setEach('airshed_queue_tickets', [])
  }

  async function fromQueue(): Promise<void> {
    const sizes = await Promise.all(LANES.map(async (lane) => [lane, await queue.size(lane)] as const))
    setEach('airshed_queue_tickets', sizes)
  }

  async function fromDatabase(): Promise<void> {
    const { db, clock } = world
    const now = clock.now()
    const age = (since: Instant | null) => (since === null ? 0 : Math.max(0, hoursBetween(since, now) * 3_600))
    const waits = await waiting(db, now)
    set('airshed_clock_lag_seconds', age(waits.deadline))
    set('airshed_relay_lag_seconds', age(waits.unqueued))
    set('airshed_queue_lag_seconds', age(waits.queued))
    set('airshed_sealer_lag_seconds', age(waits.unsealed))
    set('airshed_oldest_unsent_message_seconds', age(waits.unsent))
    const { outstanding, parked, unreached, held } = await counts(db, now)
    set('airshed_effects_outstanding', outstanding)
    set('airshed_effects_parked', parked)
    set('airshed_orders_unreached', unreached)
    set('airshed_clocks_held', held)
    const living = await processes(db)
    setEach(
      'airshed_processes',
      PARTS.map((part) => [part, living.get(part) ?? 0]),
    )
    const known = await feeds(db)
    setEach(
      'airshed_feeds',
      FEED_STATES.map((state) => [state, known.reduce((sum, one) => sum + (one.state === state ? one.count : 0), 0)]),
    )
    setEach(
      'airshed_feed_age_seconds',
      [...Map.groupBy(known, ({ kind }) => kind)].map(([kind, some]) => [
        kind,
        Math.max(...some.map(({ heard }) => age(heard))),
      ]),
    )
    const verdict = await lastVerdict(db)
    set('airshed_auditor_last_ok', verdict?.okAt === undefined ? 0 : epochMs(verdict.okAt) / 1000)
    setEach('airshed_auditor_breaches', Object.entries(verdict?.counts ?? {}))
  }
}

/** What is not known while the database is away; the labelled ones keep what was last read. */
const FROM_DATABASE = [
  'airshed_clock_lag_seconds',
  'airshed_relay_lag_seconds',
  'airshed_queue_lag_seconds',
  'airshed_sealer_lag_seconds',
  'airshed_oldest_unsent_message_seconds',
  'airshed_orders_unreached',
  'airshed_effects_outstanding',
  'airshed_effects_parked',
  'airshed_clocks_held',
] as const satisfies readonly (keyof typeof GAUGES)[]
