import { hourNumber } from '../feed/calendar.ts'
import { dayAt, momentOf } from '../feed/moment.ts'
import { addHours, type Day, type Instant } from '../model/time.ts'
import { IndexOf, type AqiStandard } from '../rulebook/aqi.ts'
import type { Source } from '../rulebook/citation.ts'
import { decimalOf, showThousandths, thousandths, type Thousandths } from '../rulebook/decimal.ts'
import { passes, type Rulebook } from '../rulebook/levels.ts'
import { Column } from './column.ts'
import type { KnownDay, KnownHour, KnownHours } from './days.ts'

/**
 * Why a warning starts at once though nobody called for it in time (滞后启动): the air is heavy already, and the hours
 * ahead do not clear it.
 */
export interface Late {
  /** Index over the last 24 hours, as observed. */
  readonly observed: string
  /** Index over the hours ahead, as forecast. */
  readonly ahead: string
  readonly aheadHours: number
  /** What both are compared with, `> 200`. */
  readonly says: string
  readonly source: Source | null
  readonly borrowedFrom: string | null
}

/** What was observed is looked at over a day, as every index of a warning is. */
const HOURS_BACK = 24
/** Of 24 hours 20 make a mean (HJ 633); of fewer the same share. */
const SHARE = 20 / 24

/**
 * Whether the book's rule of late start holds now. It speaks of what was monitored, so a forecast of the hours that have
 * passed is not enough; where nobody has forecast the hours ahead, nobody has said that it will not improve.
 * @param days of the outlook, for a forecast that has no hours: the day in which the hours ahead end.
 */
export function lateNow(book: Rulebook, known: KnownHours, days: readonly KnownDay[], now: Instant): Late | null {
  const { lateStart } = book
  const present = hourNumber(momentOf(now, 'hour'))
  const standard = known.standards.aqi(dayAt(momentOf(now, 'day')))
  if (lateStart === null || present === null || standard === null) return null
  const { clause, aheadHours } = lateStart
  const hours = known.hours.map((hour) => ({ ...hour, number: hourNumber(hour.at) ?? 0 }))
  const isOut = ({ number, value: { cause } }: (typeof hours)[number]) =>
    cause !== undefined && book.excluded.has(cause) && number >= present - HOURS_BACK && number < present + aheadHours
  if (hours.some(isOut)) return null
  const observed = indexOver(
    hours.filter(({ kind }) => kind === 'observation'),
    present - HOURS_BACK,
    HOURS_BACK,
    standard,
  )
  if (!passes(clause, observed)) return null
  const lastDay = dayAt(momentOf(addHours(now, aheadHours), 'day'))
  const byHours = indexOver(hours, present, aheadHours, standard)
  const ahead = Number.isNaN(byHours) ? indexOn(days, lastDay, book) : byHours
  if (!passes(clause, ahead)) return null
  const { says } = clause
  const { source = null, borrowedFrom = null } = lateStart
  return { observed: showThousandths(observed), ahead: showThousandths(ahead), aheadHours, says, source, borrowedFrom }
}

function indexOn(days: readonly KnownDay[], day: Day, { excluded }: Rulebook): Thousandths {
  const found = days.find((one) => one.day === day)
  if (found === undefined || found.aqi === null) return Number.NaN
  return found.cause !== null && excluded.has(found.cause) ? Number.NaN : thousandths(decimalOf(found.aqi))
}

/** By the daily table on the mean concentrations, else the mean of the hourly index; NaN where too few hours are known. */
function indexOver(
  hours: readonly (KnownHour & { readonly number: number })[],
  first: number,
  count: number,
  standard: AqiStandard,
): Thousandths {
  const own = hours.filter(({ number }) => number >= first && number < first + count)
  const at = Int32Array.from(own, ({ number }) => number)
  const least = Math.ceil(count * SHARE)
  const column = (read: (hour: KnownHour) => number | null | undefined) =>
    new Column(
      at,
      own.map((hour) => {
        const value = read(hour) ?? null
        return value === null ? '' : decimalOf(value)
      }),
    )
  const index = new IndexOf(standard)
  for (const [name, scale] of standard.daily) {
    // Eight hours of ozone are no mean of these; by day it calls for no orders.
    if (name === 'o3_8h') continue
    const mean = column(({ value }) => value.concentrations?.[name]).mean(first, count, least, scale.places)
    if (mean !== null) index.add(name, scale, mean)
  }
  if (index.aqi !== null) return index.aqi * 1000
  return column(({ value }) => value.aqi).exactMean(first, count, least) ?? Number.NaN
}
