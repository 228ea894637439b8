import { POLLUTANTS, type Pollutant } from '../model/pollutant.ts'
import { dailyIndex } from '../rulebook/aqi.ts'
import type { Rulebooks } from '../rulebook/books.ts'
import { decimalOf } from '../rulebook/decimal.ts'
import type { AqiOfDay } from './value.ts'

/** The daily index by the edition of HJ 633 that is in force on the value's own day (contract 3.1). */
export function aqiOfDay(rulebooks: Pick<Rulebooks, 'aqi'>): AqiOfDay {
  return (concentrations, day) => {
    const standard = rulebooks.aqi(day)
    if (standard === null) return null
    const texts: { [P in Pollutant]?: string } = {}
    for (const name of POLLUTANTS) {
      const value = concentrations[name]
      if (value !== undefined) texts[name] = decimalOf(value)
    }
    return dailyIndex(standard, texts).aqi
  }
}
