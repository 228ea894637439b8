import { z } from 'zod'
import { missingMigrations } from '../db/migrate.ts'
import type { App } from '../http/app-type.ts'
import { dayOf, hoursBetween, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { reach } from './reach.ts'
import { hasList, processes, waiting } from './store.ts'

/**
 * What waits for so long is late. A plan for a large city or a wave of answers holds things up for some seconds; after
 * a minute somebody stands still.
 */
const LATE_SECONDS = 60

const STATES = ['ok', 'unreachable', 'missing', 'late', 'unknown'] as const
type State = (typeof STATES)[number]

/** Without any of these a request can not be answered well: 503, and a balancer asks another process. */
const NEEDED = ['database', 'migrations', 'queue', 'rules'] as const
/** Of the whole installation: an `api` that was taken away because of them would take the officers' desk with it. */
type Shared = 'clock' | 'worker' | 'sealer' | 'list'
type Part = (typeof NEEDED)[number] | Shared

/** What the database says of the parts. */
type Stored = Record<Exclude<Part, 'queue' | 'rules'>, State>
const UNREACHED: Stored = {
  database: 'unreachable',
  migrations: 'unknown',
  clock: 'unknown',
  worker: 'unknown',
  sealer: 'unknown',
  list: 'unknown',
}

const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' })
const readiness = z
  .object({
    ready: z.boolean().describe('whether requests may be sent to this process'),
    parts: z.record(z.string(), z.enum(STATES)),
  })
  .meta({ id: 'Readiness' })

/**
 * `GET /healthz`: the process lives. `GET /readyz`: it can work, and how the parts of the installation stand, by name
 * alone: strangers may ask. 503 where this process lacks what it needs; what is late elsewhere is named with 200.
 * @param askQueue rejects when the queue can not be reached
 */
export function readyRoutes(app: App, world: World, askQueue: () => Promise<unknown>): void {
  const { db, clock } = world

  app.get('/healthz', { config: { action: 'health.read' }, schema: { response: { 200: health } } }, () => ({
    status: 'ok' as const,
  }))

  app.get(
    '/readyz',
    { config: { action: 'health.read' }, schema: { response: { 200: readiness, 503: readiness } } },
    async (_request, reply) => {
      const [stored, queue] = await Promise.all([
        reach(world, 'the database', fromDatabase),
        reach(world, 'the queue', askQueue),
      ])
      const parts: Record<Part, State> = {
        ...(stored?.answer ?? UNREACHED),
        queue: queue === null ? 'unreachable' : 'ok',
        rules: world.rulebooks.inForce(dayOf(clock.now()), '') === null ? 'missing' : 'ok',
      }
      const ready = NEEDED.every((part) => parts[part] === 'ok')
      return reply.code(ready ? 200 : 503).send({ ready, parts })
    },
  )

  async function fromDatabase(): Promise<Stored> {
    const now = clock.now()
    const lack = await missingMigrations(db)
    if (lack.length > 0) return { ...UNREACHED, database: 'ok', migrations: 'missing' }
    const waits = await waiting(db, now)
    const living = await processes(db)
    const list = await hasList(db)
    return {
      database: 'ok',
      migrations: 'ok',
      clock: !living.has('clock') ? 'missing' : late(waits.deadline, now),
      worker: !living.has('worker') ? 'missing' : late(waits.unqueued, now),
      sealer: late(waits.unsealed, now),
      list: list ? 'ok' : 'missing',
    }
  }
}

function late(since: Instant | null, now: Instant): State {
  return since !== null && hoursBetween(since, now) * 3_600 > LATE_SECONDS ? 'late' : 'ok'
}
