import { Duration } from 'luxon'
import { z } from 'zod'
import { SettableClock } from '../clock.ts'
import { note } from '../db/journal.ts'
import type { Db } from '../db/port.ts'
import { newId } from '../model/id.ts'
import { addMinutes, type Instant } from '../model/time.ts'
import { actorOf } from '../people/caller.ts'
import type { World } from '../world.ts'
import type { App } from './app-type.ts'
import { instant, remark } from './schemas.ts'
import { keepClock, readClock } from './store.ts'

/** What the queue and the due rows have to say about a world's clock. */
export interface Pending {
  /** What is due and not done, and the nearest instant at which something falls due; null when nothing waits. */
  ahead(): Promise<{ readonly outstanding: number; readonly nextDue: Instant | null }>
  /** Called after the clock was moved: whoever waits for an instant looks again. */
  moved?(): void
  /** The jump of the clock for which no deadline fires until somebody has looked; null while it runs. */
  held?(): { readonly expected: Instant; readonly read: Instant } | null
  release?(): void
}

/** Ten years: further on, a slip of the finger makes every deadline of the world pass. */
const MOST_MINUTES = 10 * 366 * 24 * 60

const minutes = z
  .codec(z.union([z.number(), z.string().max(40)]), z.number(), {
    decode: (given, context) => {
      const read = typeof given === 'number' ? given : Duration.fromISO(given).as('minutes')
      if (read >= 0 && read <= MOST_MINUTES) return read
      context.issues.push({
        code: 'custom',
        message: '60 / PT1H: 分钟数或 ISO 8601 时长 minutes or an ISO 8601 duration',
        input: given,
      })
      return z.NEVER
    },
    encode: (given) => given,
  })
  .describe('minutes, or an ISO 8601 duration such as PT1H')

const state = z.object({ now: instant, outstanding: z.int(), nextDue: instant.nullable() }).meta({ id: 'Clock' })
const move = z.union([z.strictObject({ set: instant }), z.strictObject({ advance: minutes })])

/** `GET` and `POST /clock` (演练时钟): in a demonstration or a drill only; a live world has no such route. */
export function clockRoutes(app: App, world: World, pending: Pending): void {
  const { clock, db } = world
  if (world.kind === 'live') releaseRoutes(app, world, pending)
  if (world.kind === 'live' || !(clock instanceof SettableClock)) return

  app.get('/clock', { config: { action: 'clock.read' }, schema: { response: { 200: state } } }, show)

  app.post(
    '/clock',
    { config: { action: 'clock.set' }, schema: { body: move, response: { 200: state } } },
    async (request) => {
      const { body } = request
      const to = 'set' in body ? body.set : addMinutes(clock.now(), body.advance)
      await keepClock(db, to)
      clock.set(to)
      pending.moved?.()
      return show()
    },
  )

  async function show(): Promise<z.output<typeof state>> {
    return { now: clock.now(), ...(await pending.ahead()) }
  }
}

const jump = z.object({ expected: instant, read: instant }).nullable()

/** `/clock/jump`: a live clock that jumped holds every deadline until an administrator has looked. */
function releaseRoutes(app: App, world: World, pending: Pending): void {
  const held = z.object({ held: jump }).meta({ id: 'ClockJump' })

  app.get('/clock/jump', { config: { action: 'clock.release' }, schema: { response: { 200: held } } }, () => ({
    held: pending.held?.() ?? null,
  }))

  app.post(
    '/clock/release',
    {
      config: { action: 'clock.release' },
      schema: { body: z.object({ reason: remark.min(1) }), response: { 200: held } },
    },
    async ({ body, caller }) => {
      const doing = { now: world.clock.now(), by: actorOf(caller), because: body.reason }
      const found = pending.held?.() ?? null
      const subject = newId(doing.now)
      await world.db.transaction((tx) =>
        note(tx, { area: caller.area, kind: 'clock', subject, event: 'CLOCK_RELEASED', body: { held: found } }, doing),
      )
      pending.release?.()
      return { held: pending.held?.() ?? null }
    },
  )
}

/** The clock of a demonstration or a drill: goes on from where it stood when the world was closed. */
export async function restoreClock(db: Db, start: Instant | null): Promise<SettableClock> {
  return new SettableClock((await readClock(db)) ?? start)
}
