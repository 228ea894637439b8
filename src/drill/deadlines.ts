import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openWorld } from '../app.ts'
import { monotonicMs, SettableClock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Io } from '../model/command.ts'
import { addMinutes, epochMs, instantOf } from '../model/time.ts'
import { startClock } from '../queue/clock.ts'
import { armOrders, oldestDeadline } from './store.ts'
import { throwAway } from './throwAway.ts'
import { closedConfig } from './setting.ts'

/** The answers to a city's orders fall due over the minute in which those were handed over, */
const SPREAD_MS = 60_000
/** and in steps: outcomes are written ten times a second, and those written together wait alike. */
const STEP_MS = 100
/** Rows armed in a second, at least: the first deadline is later than the last row. */
const ARMED_A_SECOND = 1_500
/** How often the oldest deadline that nobody has heard is looked at: a lateness is known to this. */
const LOOK_MS = 50
/** The second rung is an hour after the first; when no clock ran for ten hours, all are long due. */
const LADDER = [
  { rung: 'remind', minutes: 0 },
  { rung: 'secondContact', minutes: 60 },
  { rung: 'county', minutes: 6000 },
] as const
const OUTAGE_MINUTES = 600
const ON_TIME_S = 2

/**
 * `bench deadlines`: so many orders whose time for an answer runs out within a minute, fired by the engine's own clock;
 * then all of them at once, after ten hours in which no clock ran. Returns the exit status: 1 where one was heard later
 * than it may be.
 */
export async function benchDeadlines(
  { databaseUrl, redisUrl }: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  count: number,
  io: Io,
): Promise<number> {
  const place = throwAway({ databaseUrl, redisUrl })
  const config = closedConfig({
    dataDirectory: join(place.directory, 'world'),
    databaseUrl,
    redisUrl,
    parts: ['clock'],
  })
  const { schema } = place
  const opened = await openWorld({ kind: 'drill', config, schema, clock: null, channels: () => [] })
  try {
    const { world } = opened
    const { db, clock } = world
    if (!(clock instanceof SettableClock)) throw new Error('the clock of a drill can not be set')
    const now = clock.now()
    const first = epochMs(now) + 5_000 + (count / ARMED_A_SECOND) * 1_000
    const due = (n: number) => instantOf(Math.round(first) + STEP_MS * Math.floor(((n / count) * SPREAD_MS) / STEP_MS))
    await armOrders(db, { count, due, ladder: LADDER }, now)
    if (epochMs(clock.now()) > first) throw new Error('the first deadline passed while others were still being armed')
    io.err(`${count} deadlines armed, the first in ${((first - epochMs(clock.now())) / 1000).toFixed(0)} s`)

    const started = startClock(world, { life: 1 })
    const worstMs = await heard()
    await started.close()

    // Nobody looked for ten hours: then a clock starts.
    clock.set(addMinutes(clock.now(), OUTAGE_MINUTES))
    const from = monotonicMs()
    const again = startClock(world, { life: 1 })
    await heard()
    const outageSeconds = (monotonicMs() - from) / 1000
    await again.close()

    const worstSeconds = worstMs / 1000
    io.out(
      JSON.stringify({
        deadlines: count,
        backend: databaseUrl === null ? 'embedded' : 'postgresql',
        spreadSeconds: SPREAD_MS / 1000,
        worstSeconds: rounded(worstSeconds),
        outageSeconds: rounded(outageSeconds),
        perSecond: Math.round(count / outageSeconds),
        peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
      }),
    )
    return worstSeconds <= ON_TIME_S ? 0 : 1

    /** Until every deadline that is due, or falls due within the spread, is heard; the longest that one waited, in ms. */
    async function heard(): Promise<number> {
      let longest = 0
      for (;;) {
        const oldest = await oldestDeadline(db)
        const late = oldest === null ? -Infinity : epochMs(clock.now()) - epochMs(oldest)
        longest = Math.max(longest, late)
        // The next rung of all of them is an hour off.
        if (late < -(SPREAD_MS + count)) return longest
        await sleep(LOOK_MS)
      }
    }
  } finally {
    await opened.close()
    await place.remove()
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
