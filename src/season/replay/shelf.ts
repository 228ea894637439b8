import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSeries, type Row, type Series } from '../../feed/series.ts'
import { dayOfHour, showDay } from '../../feed/calendar.ts'
import type { Areas } from '../../model/area.ts'
import type { Day } from '../../model/time.ts'

const FOLDER = join(import.meta.dirname, '../../../fixtures/air')
/** The series that ship with the engine: real winters of three cities. */
const SHIPPED: readonly string[] = ['shanxi3_winters.csv']

/** A stretch of air that can be played back: of one area, from one July to the next. */
export interface Stretch {
  readonly area: string
  readonly season: number
  readonly from: Day
  readonly to: Day
  readonly days: number
}

const read = new Map<string, Series>()

/** A series that ships, read once; null where there is none of that name. */
export function shippedSeries(name: string): Series | null {
  if (!SHIPPED.includes(name)) return null
  const known = read.get(name)
  if (known !== undefined) return known
  const series = readSeries(readFileSync(join(FOLDER, name)), name)
  read.set(name, series)
  return series
}

/** The stretches of the series that ship, by the name of their series. */
export function shippedStretches(): { readonly series: string; readonly stretch: Stretch }[] {
  return SHIPPED.flatMap((name) => {
    const series = shippedSeries(name)
    return series === null ? [] : stretchesOf(series).map((stretch) => ({ series: name, stretch }))
  })
}

function stretchesOf(series: Series): Stretch[] {
  const dayIn = dayOfRow(series)
  return [...series.areas].flatMap(([area, rows]) =>
    [...Map.groupBy(rows, (row) => seasonOf(showDay(dayIn(row))))].map(([season, own]): Stretch => {
      const days = [...new Set(own.map(dayIn))]
      return { area, season, from: showDay(days[0] ?? 0), to: showDay(days.at(-1) ?? 0), days: days.length }
    }),
  )
}

/** What is left of a series when only an area, or only a season, is asked for; null where nothing is. */
export function cut(series: Series, area: string | undefined, season: number | undefined): Series | null {
  const dayIn = dayOfRow(series)
  const isAsked = (row: Row): boolean =>
    (area === undefined || row.area === area) && (season === undefined || seasonOf(showDay(dayIn(row))) === season)
  const areas = [...series.areas].flatMap(([name, rows]) => {
    const own = rows.filter(isAsked)
    return own.length === 0 ? [] : [[name, own] as const]
  })
  return areas.length === 0 ? null : { ...series, rows: series.rows.filter(isAsked), areas: new Map(areas) }
}

/** Winters lie across the turn of the year: a season is named after the year in whose July it begins. */
function seasonOf(day: Day): number {
  return Number(day.slice(0, 4)) - (day.slice(5) < '07-01' ? 1 : 0)
}

/** First and last day of a season. */
export function daysOfSeason(season: number): { from: Day; to: Day } {
  return { from: `${season}-07-01`, to: `${season + 1}-06-30` }
}

/** Series call a city 运城 as often as 运城市. */
export function codeOf(areas: Areas, name: string): string | null {
  return (areas.find(name) ?? areas.find(`${name}市`))?.code ?? null
}

function dayOfRow({ pace }: Series): (row: Row) => number {
  return ({ at }) => (pace === 'day' ? at : dayOfHour(at))
}
