import { dayOfHour, numberOfDay, showDay } from '../feed/calendar.ts'
import { dayAt } from '../feed/moment.ts'
import type { FeedValue } from '../feed/value.ts'
import type { Level } from '../model/level.ts'
import type { Pollutant } from '../model/pollutant.ts'
import type { Day } from '../model/time.ts'
import type { OutlookDay, OutlookInput } from '../outlook/decide.ts'
import { dailyIndex, subIndex } from '../rulebook/aqi.ts'
import { decimalOf, movedBy, type Thousandths } from '../rulebook/decimal.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { Column, firstAtOrAfter } from './column.ts'
import {
  isFoldedInto,
  levelOf,
  spanOf,
  timelineOfDays,
  type JudgedDays,
  type KnownHour,
  type KnownHours,
} from './days.ts'
import { judge } from './decide.ts'
import { timelineOf, type Standards, type Timeline } from './timeline.ts'

/** The air of some days, as it was judged. */
export interface KnownAir {
  readonly book: Rulebook
  readonly standards: Standards
  readonly window: JudgedDays
  readonly days: readonly OutlookDay[]
  readonly hours: KnownHours | null
  readonly outlook: Pick<OutlookInput, 'aqiOfHours' | 'massOfHours'>
}

/** One pollutant of a day comes otherwise; of a day that is made from its hours each of them, none below nothing. */
export interface AirChange {
  readonly day: Day
  readonly pollutant: Pollutant
  readonly by: Thousandths
}

/** The same air with one change, everything that is made from it made anew. */
export function changedAir(known: KnownAir, { day, pollutant, by }: AirChange): Pick<KnownAir, 'days' | 'hours'> {
  const { days, hours, standards, outlook } = known
  const own = days.find((one) => one.day === day)
  if (own === undefined) return known
  if (typeof own.from?.hours !== 'number' || hours === null) {
    const concentrations = moved(own.concentrations, pollutant, by)
    const standard = standards.aqi(day)
    const isMade = own.from?.by === 'concentrations' && standard !== null
    const aqi = isMade ? dailyIndex(standard, textsOf(concentrations)).aqi : own.aqi
    return { days: days.with(days.indexOf(own), { ...own, aqi, concentrations }), hours }
  }
  // Ozone's mean of a day is made from its single hours.
  const hourly = pollutant === 'o3_8h' ? 'o3_1h' : pollutant
  const all = hours.hours.map((hour) =>
    isOfDay(hour, own)
      ? { ...hour, value: { ...hour.value, concentrations: moved(hour.value.concentrations, hourly, by) } }
      : hour,
  )
  const values = hoursOfDay({ ...hours, hours: all }, own)
  const concentrations = outlook.massOfHours?.(values, day)
  const folded = { ...own, aqi: outlook.aqiOfHours(values, day), ...(concentrations && { concentrations }) }
  return { days: days.with(days.indexOf(own), folded), hours: { ...hours, hours: all } }
}

/** The hours that a day is made from. */
export function hoursOfDay(hours: KnownHours | null, own: OutlookDay): FeedValue[] {
  const found = hours?.hours.filter((hour) => isOfDay(hour, own)) ?? []
  return found.map(({ at, value: { aqi, concentrations } }) => {
    return { at, aqi, by: 'concentrations', ...(concentrations && { concentrations }) }
  })
}

function isOfDay({ at, bulletin }: KnownHour, own: OutlookDay): boolean {
  return dayAt(at) === own.day && isFoldedInto(own, bulletin)
}

type Concentrations = NonNullable<OutlookDay['concentrations']>

function moved(of: Concentrations | undefined, pollutant: Pollutant, by: Thousandths): Concentrations {
  const value = of?.[pollutant]
  return value === undefined ? { ...of } : { ...of, [pollutant]: Number(movedBy(decimalOf(value), by)) }
}

function textsOf(concentrations: Concentrations): { [P in Pollutant]?: string } {
  return Object.fromEntries(Object.entries(concentrations).map(([name, value]) => [name, decimalOf(value)]))
}

/**
 * What the days would call for if the air of one of them were otherwise. A book that reads the index alone needs only
 * the means that the change touches: a card asks some fifty times.
 */
export class Air {
  readonly #known: KnownAir
  readonly #timeline: Timeline
  readonly #readsIndexAlone: boolean
  readonly #others = new Map<Pollutant, ReadonlyMap<number, Thousandths>>()

  constructor(known: KnownAir, timeline = timelineOfDays(known.book, known.days, known.hours)) {
    this.#known = known
    this.#timeline = timeline
    this.#readsIndexAlone = known.book.alternatives.every(({ clauses }) =>
      clauses.every(({ reads }) => reads === 'aqi'),
    )
  }

  level(change: AirChange): Level {
    const { book, window, hours } = this.#known
    const own = this.#known.days.find(({ day }) => day === change.day)
    if (this.#readsIndexAlone && own !== undefined) {
      if (typeof own.from?.hours !== 'number' || hours === null) return this.#levelOfDay(change)
      if (change.pollutant !== 'o3_8h') return this.#levelOfHours(change)
    }
    const changed = changedAir(this.#known, change)
    return levelOf(book, changed.days, window, changed.hours).level
  }

  #levelOfDay(change: AirChange): Level {
    const day = changedAir(this.#known, change).days.find((one) => one.day === change.day)
    return this.#judged(change.day, (day?.aqi ?? Number.NaN) * 1000, this.#timeline.hours)
  }

  /** As `timelineOf` makes the means of 24 hours, for those alone that hold an hour of the day. */
  #levelOfHours({ day, pollutant, by }: AirChange): Level {
    const { hours } = this.#timeline
    const { standards } = this.#known
    if (hours === undefined) return 'none'
    const { at, value, judged, rows, pollutants } = hours.folded
    const k = pollutants.indexOf(pollutant)
    const own = numberOfDay(day)
    const near = rows.filter((row) => Math.abs(dayOfHour(row.at) - own) <= 1)
    const texts = near.map(({ at: hour, concentrations }) => {
      const text = concentrations[k] ?? ''
      return dayOfHour(hour) === own && text !== '' ? movedBy(text, by) : text
    })
    const column = new Column(
      Int32Array.from(near, (row) => row.at),
      texts,
    )
    const others = this.#othersThan(pollutant)
    const [means, counted] = [value.slice(), judged.slice()]
    for (let place = firstAtOrAfter(at, own * 24 - 23); place < firstAtOrAfter(at, own * 24 + 24); place++) {
      const start = at[place] ?? 0
      const standard = standards.aqi(showDay(dayOfHour(start)))
      const scale = standard?.daily.find(([name]) => name === pollutant)?.[1]
      if (standard === null || scale === undefined) continue
      const mean = column.mean(start, standard.dayMean.hours, standard.dayMean.least, scale.places)
      if (mean === null) continue
      const index = subIndex(scale, mean)
      const highest = Math.max(
        index === null ? Number.NEGATIVE_INFINITY : Math.max(index, standard.least) * 1000,
        others.get(start) ?? Number.NEGATIVE_INFINITY,
      )
      means[place] = Number.isFinite(highest) ? highest : Number.NaN
      if (!Number.isNaN(counted[place] ?? Number.NaN)) counted[place] = means[place] ?? Number.NaN
    }
    const mean = means[firstAtOrAfter(at, own * 24)] ?? Number.NaN
    return this.#judged(day, mean, { ...hours, folded: { ...hours.folded, value: means, judged: counted } })
  }

  #judged(day: Day, index: Thousandths, hours: Timeline['hours']): Level {
    const { book, window } = this.#known
    const { at, judged } = this.#timeline
    const days = judged.with(firstAtOrAfter(at, numberOfDay(day)), index)
    return judge({ ...this.#timeline, judged: days, ...(hours && { hours }) }, spanOf(window), book).level
  }

  /** The means of 24 hours as they would be without a pollutant. */
  #othersThan(pollutant: Pollutant): ReadonlyMap<number, Thousandths> {
    const known = this.#others.get(pollutant)
    const folded = this.#timeline.hours?.folded
    if (known !== undefined || folded === undefined) return known ?? new Map<number, Thousandths>()
    const k = folded.pollutants.indexOf(pollutant)
    const rows = folded.rows.map((row) => ({ ...row, aqi: '', concentrations: row.concentrations.with(k, '') }))
    const { book, standards } = this.#known
    const { at, value } = timelineOf('hour', rows, folded.pollutants, book, standards)
    const others = new Map([...at.entries()].map(([place, start]) => [start, value[place] ?? Number.NaN]))
    this.#others.set(pollutant, others)
    return others
  }
}
