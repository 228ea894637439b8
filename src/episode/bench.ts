import { assessSeries } from '../assessment/assess.ts'
import { monotonicMs } from '../clock.ts'
import { numberOfDay, showDay } from '../feed/calendar.ts'
import type { Row, Series } from '../feed/series.ts'
import type { Io } from '../model/command.ts'
import type { Rulebooks } from '../rulebook/books.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { replayArea } from './replay.ts'
import { Tally } from './summary.ts'

const CITIES = 100
const YEARS = 10
/** Forecast days that are judged on each evening. */
const HORIZON = 7
const FIRST = numberOfDay('2013-01-01')

/**
 * Judges and plays back ten years of a hundred made-up cities (`bench replay`), beside its floor: a plain loop over the
 * same numbers that finds the same runs, knows no rulebook and explains nothing. `flat` is the rate over ten years
 * beside that over one: 1 when a longer series costs no more for each day.
 */
export function benchReplay(rules: Rulebooks, book: Rulebook, io: Io): void {
  const series = seasonOf(365 * YEARS)
  const days = series.rows.length
  const oneYear = seasonOf(365)
  const numbers = [...series.areas.values()].map((rows) => Float64Array.from(rows, (row) => Number(row.aqi)))
  play(oneYear, rules, book)
  judgeAll(oneYear, rules, book)
  floor(numbers)

  const shorter = oneYear.rows.length / secondsOf(() => play(oneYear, rules, book))
  const seconds = secondsOf(() => play(series, rules, book))
  io.err(`replay: ${days} city-days in ${seconds.toFixed(2)} s`)
  const judgingSeconds = secondsOf(() => judgeAll(series, rules, book))
  io.err(`judging: the same in ${judgingSeconds.toFixed(2)} s`)
  const floorSeconds = secondsOf(() => floor(numbers))
  io.err(`floor: the same in ${floorSeconds.toFixed(2)} s`)
  const perSecond = days / seconds
  io.out(
    JSON.stringify({
      orders: days,
      seconds: rounded(seconds),
      perSecond: Math.round(perSecond),
      floorPerSecond: Math.round(days / floorSeconds),
      ratio: rounded(floorSeconds / seconds),
      flat: rounded(perSecond / shorter),
      judgingPerSecond: Math.round(days / judgingSeconds),
      judgingRatio: rounded(floorSeconds / judgingSeconds),
      peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
}

function play(series: Series, rules: Rulebooks, book: Rulebook): void {
  const tally = new Tally(book)
  for (const area of series.areas.keys()) tally.add(replayArea(series, area, book, rules, HORIZON))
}

function judgeAll(series: Series, rules: Rulebooks, book: Rulebook): number {
  let called = 0
  for (const { judgement } of assessSeries(series, book, rules, HORIZON)) if (judgement.level !== 'none') called++
  return called
}

/** What nothing that answers the same question can beat: runs above 150, 200 and 300 in every window, by hand. */
function floor(cities: readonly Float64Array[]): number {
  let called = 0
  for (const values of cities)
    for (let day = 0; day < values.length; day++) {
      let longest150 = 0
      let longest200 = 0
      let run150 = 0
      let run200 = 0
      let severe = 0
      for (let k = day + 1; k <= day + HORIZON && k < values.length; k++) {
        const value = values[k] ?? 0
        run150 = value > 150 ? run150 + 1 : 0
        run200 = value > 200 ? run200 + 1 : 0
        severe = value > 200 ? severe + (value > 300 ? 1 : 0) : 0
        longest150 = Math.max(longest150, run150)
        longest200 = Math.max(longest200, run200)
        if (run200 >= 3 && severe > 0) called += 4
      }
      if (longest200 >= 1 || longest150 >= 2) called++
    }
  return called
}

/**
 * Cities whose winters are bad and whose summers are not, each day drawn towards the day before: about one day in
 * eight lies above 150. The same numbers at every run.
 */
function seasonOf(days: number): Series {
  const draw = draws(20_201_226)
  const rows: Row[] = []
  const areas = new Map<string, Row[]>()
  for (let city = 0; city < CITIES; city++) {
    const area = `城市${city}`
    const own: Row[] = []
    let weather = 0
    for (let day = 0; day < days; day++) {
      weather = 0.7 * weather + draw() + draw() + draw() - 1.5
      const winter = 1 + 0.5 * Math.cos((2 * Math.PI * day) / 365)
      const aqi = Math.min(500, Math.round(70 * winter * Math.exp(0.8 * weather)))
      const at = FIRST + day
      own.push({ area, date: showDay(at), at, aqi: String(aqi), concentrations: [], cause: null, row: 0 })
    }
    rows.push(...own)
    areas.set(area, own)
  }
  return { pace: 'day', pollutants: [], rows, areas, ignored: [] }
}

/** A linear congruential generator: numbers from 0 to 1, the same for the same seed. */
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function secondsOf(work: () => void): number {
  const begun = monotonicMs()
  work()
  return (monotonicMs() - begun) / 1000
}

function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
