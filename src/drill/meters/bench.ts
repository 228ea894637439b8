import { join } from 'node:path'
import { openWorld } from '../../app.ts'
import { monotonicMs, SettableClock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import { makeDays } from '../../evidence/partitions/store.ts'
import type { Io } from '../../model/command.ts'
import { newId } from '../../model/id.ts'
import { addDays, startOfDay, type Day } from '../../model/time.ts'
import { verify } from '../../verification/effects.ts'
import { throwAway } from '../throwAway.ts'
import { furnishMeters, readAndDiscard, readingsOn, verdictsMade } from './store.ts'
import { closedConfig } from '../setting.ts'

const DAY: Day = '2020-12-26'
const AREA = '140802'
/** Days before the response that have readings: few of the days that may be looked back, enough to know what is usual. */
const USUAL_DAYS = 10

/**
 * `bench verify`: so many enterprises with a stopped line, a production and a treatment meter of 96 readings a day, judged
 * for the first day of a response, with what is usual worked out for it, and for the second; beside a floor, the same
 * rows of that day read and discarded.
 */
export async function benchVerify(
  { databaseUrl, redisUrl }: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  enterprises: number,
  io: Io,
): Promise<void> {
  const place = throwAway({ databaseUrl, redisUrl })
  const config = closedConfig({
    dataDirectory: join(place.directory, 'world'),
    databaseUrl,
    redisUrl,
    parts: ['worker'],
  })
  const start = startOfDay(DAY)
  const opened = await openWorld({ kind: 'drill', config, schema: place.schema, clock: start, channels: () => [] })
  try {
    const { world } = opened
    const { db, clock } = world
    if (!(clock instanceof SettableClock)) throw new Error('the clock of a drill can not be set')
    const days = Array.from({ length: USUAL_DAYS + 2 }, (_, n) => addDays(DAY, n - USUAL_DAYS))
    await makeDays(db, days)
    const warning = await furnishMeters(db, { count: enterprises, area: AREA, day: DAY, days }, clock.now())
    io.err(`${enterprises} enterprises, ${days.length} days of readings`)
    const judge = async (day: Day) => {
      clock.set(startOfDay(addDays(day, 1), 2))
      const from = monotonicMs()
      const notBefore = clock.now()
      await verify(world, { id: newId(notBefore), kind: 'verify', subject: warning, area: AREA, params: {}, notBefore })
      return (monotonicMs() - from) / 1000
    }
    const first = await judge(DAY)
    io.err(`the first day, with what is usual: ${first.toFixed(1)} s`)
    const next = addDays(DAY, 1)
    const second = await judge(next)
    io.err(`the next day: ${second.toFixed(1)} s`)
    const from = monotonicMs()
    await readAndDiscard(db, next)
    const floor = (monotonicMs() - from) / 1000
    io.err(`floor: the readings of that day read and discarded: ${floor.toFixed(1)} s`)
    io.out(
      JSON.stringify({
        enterprises,
        backend: databaseUrl === null ? 'embedded' : 'postgresql',
        verdicts: await verdictsMade(db, next),
        readingsADay: await readingsOn(db, next),
        firstDaySeconds: rounded(first),
        seconds: rounded(second),
        msEach: rounded((second * 1000) / enterprises),
        floorSeconds: rounded(floor),
        ratio: rounded(floor / second),
        peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
      }),
    )
  } finally {
    await opened.close()
    await place.remove()
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
