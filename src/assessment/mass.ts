import { dayAt } from '../feed/moment.ts'
import type { FeedValue } from '../feed/value.ts'
import { outlookHours, type OutlookDay, type OutlookInput } from '../outlook/decide.ts'
import { meansOfHours } from '../outlook/judge.ts'
import type { Pollutant } from '../model/pollutant.ts'
import type { Day } from '../model/time.ts'
import { IndexOf, subIndex, type DailyPollutant, type Scale } from '../rulebook/aqi.ts'
import { decimalOf, roundHalfEven, showThousandths } from '../rulebook/decimal.ts'
import { leastConcentration } from '../rulebook/inverse.ts'
import type { Standards } from './timeline.ts'

/** The concentrations that a day was judged from, each in the whole units of its scale. */
export interface Mass {
  readonly by: readonly (readonly [DailyPollutant, Scale, units: number])[]
  readonly primary: readonly Pollutant[]
}

/** One pollutant's mean of a day, as it is and as it would have to come: decimals, µg/m³ (CO mg/m³). */
export interface MassShift {
  readonly pollutant: DailyPollutant
  readonly from: string
  readonly to: string
  readonly by: string
}

/**
 * The concentrations behind the days whose index was computed from them, by the edition of HJ 633 of each day; nothing
 * for a day whose index came as such, or is not what these concentrations give.
 */
export function massesOf(days: readonly OutlookDay[], input: OutlookInput, standards: Standards): Map<Day, Mass> {
  const masses = new Map<Day, Mass>()
  const hours = new Map<string, ReadonlyMap<Day, FeedValue[]>>()
  for (const { day, aqi, from } of days) {
    if (aqi === null || from?.by !== 'concentrations') continue
    const standard = standards.aqi(day)
    if (standard === null) continue
    const index = new IndexOf(standard)
    const by = from.hours === null ? ofDay(day, from.bulletin) : ofHours(day, from)
    for (const [name, scale, units] of by) index.add(name, scale, units)
    const { aqi: found, primary } = index.done()
    if (found === aqi) masses.set(day, { by, primary })

    function ofDay(at: Day, bulletin: string): Mass['by'] {
      const value = input.issues.find(({ id }) => id === bulletin)?.values.find((one) => one.at === at)
      return (standard?.daily ?? []).flatMap(([name, scale]) => {
        const given = value?.concentrations?.[name]
        return given === undefined ? [] : [[name, scale, roundHalfEven(decimalOf(given), scale.places)] as const]
      })
    }

    /** A day is folded from the hours of one provider, whichever of its bulletins gave each. */
    function ofHours(at: Day, { kind, provider }: { kind: string; provider: string }): Mass['by'] {
      const key = `${kind} ${provider}`
      const known = hours.get(key) ?? hoursOf(input, kind, provider)
      hours.set(key, known)
      return standard === null ? [] : meansOfHours(known.get(at) ?? [], standard)
    }
  }
  return masses
}

/** The hours of one provider alone, by their days. */
function hoursOf(input: OutlookInput, kind: string, provider: string): ReadonlyMap<Day, FeedValue[]> {
  const issues = input.issues.filter((issue) => issue.kind === kind && issue.provider === provider)
  return Map.groupBy(
    outlookHours({ ...input, issues }).map(({ value }) => value),
    (value) => dayAt(value.at),
  )
}

/**
 * What the concentrations of a day would have to be for its index to come to `index` (whole) or beyond it: upwards by
 * the one that makes the index now, downwards by every one that lies above. Null where no concentration reaches it.
 */
export function massShifts({ by, primary }: Mass, index: number, direction: 'up' | 'down'): MassShift[] | null {
  if (direction === 'down')
    return by.flatMap(([pollutant, scale, units]) => {
      const least = leastConcentration(scale, index + 1)
      if ((subIndex(scale, units) ?? 0) <= index || least === null) return []
      return [shiftOf(pollutant, scale, units, least - 1)]
    })
  const own = by.find(([name]) => primary.includes(name))
  const least = own === undefined ? null : leastConcentration(own[1], index)
  return own === undefined || least === null ? null : [shiftOf(own[0], own[1], own[2], least)]
}

function shiftOf(pollutant: DailyPollutant, { places }: Scale, from: number, to: number): MassShift {
  const show = (units: number) => showThousandths(units * 10 ** (3 - places))
  return { pollutant, from: show(from), to: show(to), by: show(Math.abs(to - from)) }
}
