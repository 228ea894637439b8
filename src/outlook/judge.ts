import type { Concentrations, FeedValue } from '../feed/value.ts'
import { POLLUTANTS, type Pollutant } from '../model/pollutant.ts'
import { IndexOf, type AqiStandard, type DailyPollutant, type Scale } from '../rulebook/aqi.ts'
import type { Rulebooks } from '../rulebook/books.ts'
import { decimalOf, meanHalfEven, meanThousandths, sumOf } from '../rulebook/decimal.ts'
import type { AqiOfHours, MassOfHours } from './decide.ts'

/**
 * The index of a day from its hours (contract 3.3), by the edition of HJ 633 of that day: the daily table on the mean
 * concentrations, ozone by its largest 8-hour mean; the mean of the hourly index where no concentration is enough.
 */
export function aqiOfHours(rulebooks: Pick<Rulebooks, 'aqi'>): AqiOfHours {
  return (hours, day) => {
    const standard = rulebooks.aqi(day)
    if (standard === null) return null
    return ofConcentrations(hours, standard) ?? ofIndices(hours, standard.dayMean.least)
  }
}

/**
 * The means of a day from its hours, unrounded, as conditions on concentrations compare them: at least 20 of 24 hours of
 * each pollutant; ozone by its largest 8-hour mean.
 */
export function massOfHours(rulebooks: Pick<Rulebooks, 'aqi'>): MassOfHours {
  return (hours, day) => {
    const standard = rulebooks.aqi(day)
    if (standard === null) return null
    const found: { [P in Pollutant]?: number } = {}
    for (const name of POLLUTANTS) {
      if (name === 'o3_8h' || name === 'o3_1h') continue
      const texts = decimalsOf(hours, name)
      if (texts.length >= standard.dayMean.least) found[name] = exactMean(texts)
    }
    const ozone = largestOzoneMean(hours, standard, 0)
    if (ozone !== null) found.o3_8h = ozone
    return Object.keys(found).length === 0 ? null : (found satisfies Concentrations)
  }
}

/** Three decimals, and a 5 behind them for whatever is left over: it compares as the exact mean with any threshold. */
function exactMean(texts: readonly string[]): number {
  const exact = meanThousandths(texts)
  const whole = Math.floor(exact)
  return Number((whole / 1000).toFixed(3) + (exact > whole ? '5' : ''))
}

function ofConcentrations(hours: readonly FeedValue[], standard: AqiStandard): number | null {
  const index = new IndexOf(standard)
  for (const [name, scale, mean] of meansOfHours(hours, standard)) index.add(name, scale, mean)
  return index.aqi
}

/** What a day's hours come to for each pollutant that has enough of them, in the whole units of its scale. */
export function meansOfHours(
  hours: readonly FeedValue[],
  standard: AqiStandard,
): (readonly [DailyPollutant, Scale, units: number])[] {
  return standard.daily.flatMap(([name, scale]) => {
    const mean =
      name === 'o3_8h'
        ? largestOzoneMean(hours, standard, scale.places)
        : roundedMean(decimalsOf(hours, name), standard.dayMean.least, scale.places)
    return mean === null ? [] : [[name, scale, mean] as const]
  })
}

function largestOzoneMean(hours: readonly FeedValue[], { dayMean, ozoneMean }: AqiStandard, places: number) {
  const given = hours.flatMap(({ at, concentrations }) => {
    const value = concentrations?.o3_1h
    return value === undefined ? [] : [{ hour: Number(at.slice(11, 13)), text: decimalOf(value) }]
  })
  if (given.length < dayMean.least) return null
  let largest: number | null = null
  for (let start = 0; start <= dayMean.hours - ozoneMean.hours; start++) {
    const inside = given.flatMap(({ hour, text }) => (hour >= start && hour < start + ozoneMean.hours ? [text] : []))
    const mean = roundedMean(inside, ozoneMean.least, places)
    if (mean !== null && (largest === null || mean > largest)) largest = mean
  }
  return largest
}

/** The whole number of thousandths of a threshold decides, and a quotient of two whole numbers keeps their order. */
function ofIndices(hours: readonly FeedValue[], least: number): number | null {
  const texts = hours.flatMap((hour) => (hour.aqi === null ? [] : [decimalOf(hour.aqi)]))
  if (texts.length < least) return null
  const [sum, places] = sumOf(texts)
  return Number(sum) / (texts.length * 10 ** places)
}

/** In units of the last of `places` decimals, rounded half to even; null with fewer than `least` values. */
function roundedMean(texts: readonly string[], least: number, places: number): number | null {
  return texts.length < least ? null : meanHalfEven(texts, places)
}

function decimalsOf(hours: readonly FeedValue[], name: Pollutant): string[] {
  return hours.flatMap(({ concentrations }) => {
    const value = concentrations?.[name]
    return value === undefined ? [] : [decimalOf(value)]
  })
}
