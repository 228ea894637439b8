/**
 * The level that a window calls for: contract 3.3, thresholds from regulation, appendix A. Every stretch of the window
 * is tried, however foolish, so that no clever scan has to be believed.
 */
import { compare, type Exact, mean, whole } from './exact.ts'
import { type Concentrations, DAY_TABLES, editionOn, indexOf, meanOver } from './aqi.ts'
import { POLLUTANTS, type Reading, type Series, showDay, showHour } from './series.ts'

export const LEVELS = ['blue', 'yellow', 'orange', 'red'] as const
export type Level = (typeof LEVELS)[number]

interface Clause {
  reads: 'aqi' | 'pm25'
  passes: '>115' | '>150' | '>200' | '>300' | '>=500'
  hours: number
  /** Days of the calendar, whatever an hour later would say. */
  natural: boolean
}
/** First index: the alternative; second: the clauses that must hold together. */
type Alternatives = Clause[][]

export interface Book {
  id: string
  levels: Partial<Record<Level, Alternatives>>
  /** Causes for which no orders are given; see the README for where each comes from. */
  excludes: readonly string[]
}

const over = (passes: Clause['passes'], hours: number): Clause => ({ reads: 'aqi', passes, hours, natural: false })
/** So many natural days of a level: level 4 begins above 150, level 5 above 200, level 6 above 300 (1.4). */
const days = (count: number, level: 4 | 5 | 6): Clause => {
  const passes = ({ 4: '>150', 5: '>200', 6: '>300' } as const)[level]
  return { reads: 'aqi', passes, hours: count * 24, natural: true }
}

const RED_UNTIL_2024: Alternatives = [[over('>200', 96), over('>300', 48)], [over('>=500', 24)]]

const OF_2017: Book['levels'] = {
  blue: [[over('>200', 24)]],
  yellow: [[over('>200', 48)]],
  orange: [[over('>200', 72), over('>300', 24)]],
  red: RED_UNTIL_2024,
}
const OF_2018: Book['levels'] = { yellow: [[over('>200', 48)]], orange: [[over('>200', 72)]], red: RED_UNTIL_2024 }
const OF_2024: Book['levels'] = {
  yellow: [[over('>200', 24)], [over('>150', 48)]],
  orange: [[over('>200', 48)], [over('>150', 72)]],
  red: [[over('>200', 72), over('>300', 24)]],
}
const NO_ORDERS_2024 = ['o3', 'dust', 'fireworks']

/** The three of the nation, then those of provinces and cities (regulation, 2.2). */
export const BOOKS: readonly Book[] = [
  { id: 'cn-2017-86', levels: OF_2017, excludes: [] },
  { id: 'cn-2018-875', levels: OF_2018, excludes: [] },
  { id: 'cn-2024-6', levels: OF_2024, excludes: NO_ORDERS_2024 },
  {
    id: 'bj-2023',
    levels: {
      yellow: [[days(1, 5)], [days(2, 4)]],
      orange: [[days(2, 5)], [days(3, 4)]],
      red: [[days(3, 5), days(1, 6)]],
    },
    excludes: [],
  },
  { id: 'shanxi-2020', levels: OF_2018, excludes: ['dust'] },
  { id: 'hebei-2024', levels: OF_2024, excludes: NO_ORDERS_2024 },
  { id: 'jiangsu-2026', levels: OF_2024, excludes: NO_ORDERS_2024 },
  {
    id: 'chengdu-2017',
    levels: {
      ...OF_2017,
      yellow: [[over('>200', 48)], [{ reads: 'pm25', passes: '>115', hours: 48, natural: false }]],
    },
    excludes: [],
  },
]

export function bookCalled(id: string): Book {
  const book = BOOKS.find((each) => each.id === id)
  if (book === undefined) throw new Error(`no book ${id}`)
  return book
}

export function severity(level: Level | 'none'): number {
  return level === 'none' ? 0 : LEVELS.indexOf(level) + 1
}

function passes(value: Exact | undefined, threshold: Clause['passes']): boolean {
  if (value === undefined) return false
  if (threshold === '>=500') return compare(value, whole(500)) >= 0
  return compare(value, whole(Number(threshold.slice(1)))) > 0
}

/** What is judged: in daily files the day's value, in hourly files that of the 24 hours from each hour. */
export interface Judged {
  hourly: boolean
  /** Slot → value; absent is missing. */
  values: Map<number, Exact>
  /** PM2.5 of the same, as it is: nothing rounds it. */
  pm25: Map<number, Exact>
  /** Slots that end a run although they have a value: their cause is excluded from orders. */
  excluded: Set<number>
}

export interface Run {
  level: Level
  alternative: number
  /** First and last day, or first and last hour covered. */
  first: number
  last: number
}

interface Stretch {
  from: number
  to: number
}

/** All maximal stretches of slots within from…to that pass. */
function stretches(judged: Judged, clause: Clause, from: number, to: number): Stretch[] {
  const step = stepOf(judged, clause)
  const values = clause.reads === 'aqi' ? judged.values : judged.pm25
  const good = (slot: number) =>
    slot >= from && slot <= to && !judged.excluded.has(slot) && passes(values.get(slot), clause.passes)
  const found: Stretch[] = []
  for (let first = from; first <= to; first += step) {
    for (let last = first; last <= to && good(last); last += step) {
      if (!good(first - step) && !good(last + step)) found.push({ from: first, to: last })
    }
  }
  return found
}

/** From one value to the next: of hours the days of the calendar are those that begin at 00:00. */
function stepOf(judged: Judged, { natural }: Clause): number {
  return judged.hourly && natural ? 24 : 1
}

function long(judged: Judged, stretch: Stretch, clause: Clause): boolean {
  const step = stepOf(judged, clause)
  const needed = judged.hourly && !clause.natural ? clause.hours - 23 : Math.ceil(clause.hours / 24)
  return (stretch.to - stretch.from) / step + 1 >= needed
}

/** Every run that satisfies an alternative of any level, the days firstDay…lastDay being the window. */
export function runsIn(judged: Judged, book: Book, firstDay: number, lastDay: number): Run[] {
  const [from, to] = judged.hourly ? [firstDay * 24, lastDay * 24] : [firstDay, lastDay]
  const runs: Run[] = []
  for (const level of LEVELS) {
    ;(book.levels[level] ?? []).forEach((clauses, at) => {
      const [draws, ...further] = clauses
      if (draws === undefined) throw new Error('an alternative without a clause')
      for (const run of stretches(judged, draws, from, to)) {
        const holds = further.every((clause) =>
          stretches(judged, clause, run.from, run.to).some((inner) => long(judged, inner, clause)),
        )
        if (!long(judged, run, draws) || !holds) continue
        const last = judged.hourly ? run.to + 23 : run.to
        runs.push({ level, alternative: at + 1, first: run.from, last })
      }
    })
  }
  return runs
}

/** The 24 hours from `start`: the index of their mean concentrations, or their mean index if only that is given. */
function valueOf24Hours(hours: ReadonlyMap<number, Reading>, start: number): Exact | undefined {
  const end = start + 23
  const within = Array.from({ length: 24 }, (_, i) => hours.get(start + i))
  const given = within.some((hour) => POLLUTANTS.some((p) => p !== 'o3_8h' && hour?.concentrations[p] !== undefined))
  if (!given) {
    const indices = within.map((hour) => hour?.aqi).filter((aqi) => aqi !== undefined)
    return indices.length < 20 ? undefined : mean(indices)
  }
  const means: Concentrations = {}
  for (const pollutant of ['pm25', 'pm10', 'so2', 'no2', 'co'] as const) {
    const value = meanOver(hours, pollutant, start, end, 20)
    if (value !== undefined) means[pollutant] = value
  }
  if (meanOver(hours, 'o3_1h', start, end, 20) !== undefined) {
    for (let eight = start; eight + 7 <= end; eight += 1) {
      const value = meanOver(hours, 'o3_1h', eight, eight + 7, 1)
      if (value !== undefined && (means.o3_8h === undefined || compare(value, means.o3_8h) > 0)) means.o3_8h = value
    }
  }
  const { aqi } = indexOf(editionOn(Math.floor(start / 24)), DAY_TABLES, means)
  return aqi === null ? undefined : whole(aqi)
}

function valueOfDay(reading: Reading): Exact | undefined {
  if (reading.aqi !== undefined) return reading.aqi
  const { aqi } = indexOf(editionOn(reading.slot), DAY_TABLES, reading.concentrations)
  return aqi === null ? undefined : whole(aqi)
}

export function judge(series: Series, area: string, book: Book): Judged {
  const readings = series.areas.get(area) ?? new Map<number, Reading>()
  const judged: Judged = { hourly: series.hourly, values: new Map(), pm25: new Map(), excluded: new Set() }
  for (const reading of readings.values()) {
    const bad = reading.cause !== undefined && book.excludes.includes(reading.cause)
    // An hourly window is the day that is judged: it is spoilt by each of its hours.
    const spoilt = series.hourly ? 24 : 1
    for (let back = 0; bad && back < spoilt; back += 1) judged.excluded.add(reading.slot - back)
    for (let back = 0; back < spoilt; back += 1) {
      const slot = reading.slot - back
      if (judged.values.has(slot)) continue
      const value = series.hourly ? valueOf24Hours(readings, slot) : valueOfDay(reading)
      if (value !== undefined) judged.values.set(slot, value)
      const pm25 = series.hourly ? meanOver(readings, 'pm25', slot, slot + 23, 20) : reading.concentrations.pm25
      if (pm25 !== undefined) judged.pm25.set(slot, pm25)
    }
  }
  return judged
}

export interface AssessLine {
  date: string
  area: string
  level: Level | 'none'
  from: string | null
  to: string | null
  clauses: string[]
}

export function assessWindow(
  judged: Judged,
  book: Book,
  firstDay: number,
  lastDay: number,
): Omit<AssessLine, 'date' | 'area'> {
  const runs = runsIn(judged, book, firstDay, lastDay)
  const clauses = [...new Set(runs.map((run) => `${book.id}/${run.level}/${run.alternative}`))]
  const highest = runs.toSorted((a, b) => severity(b.level) - severity(a.level))[0]
  if (highest === undefined) return { level: 'none', from: null, to: null, clauses }
  const [answer] = runs
    .filter((run) => run.level === highest.level)
    .toSorted((a, b) => a.first - b.first || b.last - a.last)
  if (answer === undefined) throw new Error('a level without a run')
  const show = judged.hourly ? showHour : showDay
  return { level: highest.level, from: show(answer.first), to: show(answer.last), clauses }
}

/** What `assess` answers: a line for each area and each day that has a row, in the order of those rows. */
export function assessLines(series: Series, book: Book, horizon: number): AssessLine[] {
  const lines: AssessLine[] = []
  const judged = new Map([...series.areas.keys()].map((area) => [area, judge(series, area, book)]))
  const seen = new Set<string>()
  for (const row of series.rows) {
    const day = series.hourly ? Math.floor(row.slot / 24) : row.slot
    const own = judged.get(row.area)
    const key = `${day} ${row.area}`
    if (own === undefined || seen.has(key)) continue
    seen.add(key)
    if (!own.values.has(series.hourly ? (day + 1) * 24 : day + 1)) continue
    const answer = assessWindow(own, book, day + 1, day + horizon)
    lines.push({ date: showDay(day), area: row.area, ...answer })
  }
  return lines
}
