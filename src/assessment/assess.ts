import { dayOfHour } from '../feed/calendar.ts'
import type { Pace } from '../feed/moment.ts'
import type { Series } from '../feed/series.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { firstAtOrAfter } from './column.ts'
import { judge, type Judgement } from './decide.ts'
import { timelineOf, type Standards, type Timeline } from './timeline.ts'

/** One answer of `assess`: what the days after `day` call for. */
export interface Answer {
  readonly area: string
  /** Day number of D. */
  readonly day: number
  readonly judgement: Judgement
}

/**
 * Judges every area and every day D that has a row and whose next day has a value, in the order of the file's rows (in
 * hourly files a day stands where its first hour does).
 */
export function* assessSeries(
  series: Series,
  book: Rulebook,
  standards: Standards,
  horizon: number,
): Generator<Answer> {
  const timelines = new Map<string, Timeline>()
  const seen = new Set<string>()
  for (const row of series.rows) {
    const day = series.pace === 'day' ? row.at : dayOfHour(row.at)
    if (series.pace === 'hour') {
      const key = `${day} ${row.area}`
      if (seen.has(key)) continue
      seen.add(key)
    }
    let timeline = timelines.get(row.area)
    if (timeline === undefined) {
      timeline = timelineOf(series.pace, series.areas.get(row.area) ?? [], series.pollutants, book, standards)
      timelines.set(row.area, timeline)
    }
    if (!hasValue(timeline, day + 1, series.pace)) continue
    yield { area: row.area, day, judgement: judge(timeline, { first: day + 1, last: day + horizon }, book) }
  }
}

/** Whether a day has a value: of itself, or of the 24 hours from its 00:00 (at least 20 of them). */
function hasValue({ at, value }: Timeline, day: number, pace: Pace): boolean {
  const time = pace === 'day' ? day : day * 24
  const place = firstAtOrAfter(at, time)
  return at[place] === time && !Number.isNaN(value[place] ?? Number.NaN)
}
