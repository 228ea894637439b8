import { addDays, parseInstant, showInstant, ZONE, type Day, type Instant } from '../model/time.ts'

/**
 * The time that a value stands for, local to the jurisdiction (UTC+8): a day `2020-12-26`, or the beginning of an hour
 * `2020-12-26T07:00`. Text of one form: it is ordered by comparing, and its first ten characters are the day.
 */
export type Moment = Day | Hour
export type Hour = string & { readonly __hour?: never }
export type Pace = 'day' | 'hour'

const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:[T ]|$)/

/** Before 1992 China had summer time, after 2199 a year is a slip of the pen. */
const FIRST_YEAR = '1992'
const LAST_YEAR = '2199'

/** Reads `at` as feeds write it (contract §4): local or with an offset, `T24:00` is the next day's 00:00; null if it is neither. */
export function readMoment(text: string): Moment | null {
  const parts = WRITTEN.exec(text)
  const day = parts?.[1]
  if (parts === null || day === undefined || !isDay(day)) return null
  const [, , hour, minute = '00', second = '00', fraction = '0', offset] = parts
  if (hour === undefined) return day
  if (Number(minute) !== 0 || Number(second) !== 0 || Number(fraction) !== 0) return null
  if (Number(hour) > 24) return null
  const local = hour === '24' ? `${addDays(day, 1)}T00:00` : `${day}T${hour}:00`
  return offset === undefined || /^\+08:?(00)?$/.test(offset) ? local : fromOffset(`${local}${offset.toUpperCase()}`)
}

/** Most feeds write local time; only the others pay for the conversion. */
function fromOffset(text: string): Hour | null {
  const at = parseInstant(text)
  const local = at === null ? null : showInstant(at, ZONE).slice(0, 16)
  return local?.endsWith(':00') ? local : null
}

/** An instant as a feed writes it, in the years that make sense; null if it is none. */
export function readIssue(text: string): Instant | null {
  const year = text.slice(0, 4)
  return INSTANT.test(text) && year >= FIRST_YEAR && year <= LAST_YEAR ? parseInstant(text.replace(' ', 'T')) : null
}

export function paceOf(at: Moment): Pace {
  return at.length === 10 ? 'day' : 'hour'
}

/** A moment as answers show it: a day as it is, an hour with its offset. */
export function showMoment(at: Moment): string {
  return paceOf(at) === 'day' ? at : `${at}:00+08:00`
}

/** The day that a moment belongs to. */
export function dayAt(at: Moment): Day {
  return at.slice(0, 10)
}

/** The moment of `pace` in which `now` lies. */
export function momentOf(now: Instant, pace: Pace): Moment {
  const local = showInstant(now, ZONE)
  return pace === 'day' ? local.slice(0, 10) : `${local.slice(0, 13)}:00`
}

function isDay(text: string): boolean {
  const [year = '', month = '', day = ''] = text.split('-')
  if (year < FIRST_YEAR || year > LAST_YEAR || month < '01' || month > '12' || day < '01') return false
  return Number(day) <= daysOfMonth(Number(year), Number(month))
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** The day or hour that follows. */
export function momentAfter(at: Moment): Moment {
  const day = dayAt(at)
  if (paceOf(at) === 'day') return addDays(day, 1)
  const hour = Number(at.slice(11, 13)) + 1
  return hour === 24 ? `${addDays(day, 1)}T00:00` : `${day}T${String(hour).padStart(2, '0')}:00`
}
