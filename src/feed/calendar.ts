/**
 * Days and hours as whole numbers, for series of a million values: days since 1970-01-01, hours since its 00:00, both
 * of the jurisdiction's own calendar.
 */

const DAY = /^\d{4}-\d{2}-\d{2}$/
const HOUR = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):00$/
const DAY_MS = 86_400_000

const known = new Map<string, number | null>()
/** As many days as 250 years have: a series has the same days for every area. A hostile file must not fill the memory. */
const MOST_KNOWN = 100_000

/** Null when the text is no day of the calendar (2023-02-29). */
export function dayNumber(text: string): number | null {
  const found = known.get(text)
  if (found !== undefined) return found
  const read = DAY.test(text) ? readDay(text) : null
  if (known.size < MOST_KNOWN) known.set(text, read)
  return read
}

function readDay(text: string): number | null {
  const ms = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8, 10)))
  const day = ms / DAY_MS
  return showDay(day) === text ? day : null
}

/** `2016-12-30T07:00`, the beginning of that hour; null when it is none. */
export function hourNumber(text: string): number | null {
  if (!HOUR.test(text)) return null
  const day = dayNumber(text.slice(0, 10))
  return day === null ? null : day * 24 + Number(text.slice(11, 13))
}

const written = new Map<number, string>()

export function showDay(day: number): string {
  const found = written.get(day)
  if (found !== undefined) return found
  const text = new Date(day * DAY_MS).toISOString().slice(0, 10)
  if (written.size < MOST_KNOWN) written.set(day, text)
  return text
}

export function showHour(hour: number): string {
  return new Date(hour * 3_600_000).toISOString().slice(0, 16)
}

export function dayOfHour(hour: number): number {
  return Math.floor(hour / 24)
}

/** @throws RangeError when the text is no day of the calendar. */
export function numberOfDay(text: string): number {
  const day = dayNumber(text)
  if (day === null) throw new RangeError(`${text} is not a day of the calendar`)
  return day
}
