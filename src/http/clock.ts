import { setTimeout as sleep } from 'node:timers/promises'
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
import { heldClocks, keepClock, readClock, releaseClocks } from './store.ts'

/** What the queue and the due rows have to say about a world's clock. */
export interface Pending {
  /** What is due and not done, and the nearest instant at which something falls due; null when nothing waits. */
  ahead(): Promise<{ readonly outstanding: number; readonly nextDue: Instant | null }>
  /** Called after the clock was moved: whoever waits for an instant looks again. */
  moved?(): void
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
        message: 'minutes, or an ISO 8601 duration as PT1H',
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
  if (world.kind === 'live') releaseRoutes(app, world)
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

const jump = z.object({ expected: instant, read: instant })

/** `/clock/jump`: a live clock that jumped holds its deadlines until an administrator has looked, at whatever process. */
function releaseRoutes(app: App, world: World): void {
  const state = z
    .object({
      held: jump.nullable(),
      clocks: z.array(jump.extend({ process: z.string().describe('host:pid of the process whose clock jumped') })),
    })
    .meta({ id: 'ClockJump' })
  const show = async (): Promise<z.output<typeof state>> => {
    const clocks = await heldClocks(world.db)
    return { held: clocks[0] ?? null, clocks }
  }

  app.get('/clock/jump', { config: { action: 'clock.release' }, schema: { response: { 200: state } } }, show)

  app.post(
    '/clock/release',
    {
      config: { action: 'clock.release' },
      schema: { body: z.object({ reason: remark.min(1) }), response: { 200: state } },
    },
    async ({ body, caller }) => {
      const doing = { now: world.clock.now(), by: actorOf(caller), because: body.reason }
      const subject = newId(doing.now)
      const found = await heldClocks(world.db)
      await world.db.transaction(async (tx) => {
        await releaseClocks(tx)
        const entry = { area: caller.area, kind: 'clock', subject, event: 'CLOCK_RELEASED', body: { held: found } }
        await note(tx, entry, doing)
      })
      return await show()
    },
  )
}

/** The clock of a demonstration or a drill: goes on from where it stood when the world was closed. */
export async function restoreClock(db: Db, start: Instant | null): Promise<SettableClock> {
  return new SettableClock((await readClock(db)) ?? start)
}

/** A process that does not set the clock itself looks so often where it stands: a drill waits for it at each stop. */
const FOLLOW_MS = 50

/** Follows the clock of a demonstration or a drill that another process sets; `moved` is called after each step. */
export function followClock({ db, log }: World, clock: SettableClock, moved: () => void): { close(): Promise<void> } {
  const closing = new AbortController()
  async function loop(): Promise<void> {
    let seen: Instant | null = null
    while (!closing.signal.aborted) {
      try {
        const { moves } = clock
        const now = await readClock(db)
        // Moved here while it was read: what was read may be older, and would set the clock back.
        if (now !== null && now !== seen && clock.moves === moves) {
          seen = now
          clock.set(now)
          moved()
        }
      } catch (error) {
        log.warn({ err: error }, 'the clock of this world could not be read; reading again')
      }
      await sleep(FOLLOW_MS, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}
