import { DateTime } from 'luxon'

/**
 * An instant (时刻): ISO 8601 in UTC with milliseconds, `2020-12-25T16:00:00.000Z`.
 * One fixed form, so that instants are ordered by comparing the strings, live in JSON as they are
 * and go into `timestamptz` unchanged. People see it in the jurisdiction's zone: `showInstant`.
 */
export type Instant = string & { readonly __instant?: never }

/** A calendar day (日) of the jurisdiction, `2020-12-26`. */
export type Day = string & { readonly __day?: never }

/** All of China keeps Beijing time (北京时间, UTC+8), without summer time since 1992. */
export const ZONE = 'Asia/Shanghai'

const FORM = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"

/** Epoch milliseconds to the fixed form. */
export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString()
}

/** The instant asked about, or now: of what is still to come nothing can be told. */
export function earlier(asked: Instant | undefined, now: Instant): Instant {
  return asked === undefined || asked > now ? now : asked
}

/** Epoch milliseconds of an instant. */
export function epochMs(at: Instant): number {
  return Date.parse(at)
}

/**
 * Reads an instant as people and feeds write it: ISO 8601, with offset, or local to `zone` without one;
 * `T24:00` is the next day's 00:00. Returns null when it is not an instant.
 */
export function parseInstant(text: string, zone = ZONE): Instant | null {
  const read = DateTime.fromISO(text, { zone })
  return read.isValid ? read.toUTC().toFormat(FORM) : null
}

/** An instant for people and answers: ISO 8601 with the zone's offset, `2020-12-26T00:00:00+08:00`. */
export function showInstant(at: Instant, zone = ZONE): string {
  if (at === lastShown.at && zone === lastShown.zone) return lastShown.text
  const text = DateTime.fromISO(at, { zone }).toISO({ suppressMilliseconds: true }) ?? at
  lastShown = { at, zone, text }
  return text
}

/** Thousands of messages of one wave say the same instant, and are of the same day. */
let lastShown = { at: '', zone: '', text: '' }

/** The day on which an instant falls in the jurisdiction. */
export function dayOf(at: Instant, zone = ZONE): Day {
  if (at === lastDay.at && zone === lastDay.zone) return lastDay.day
  const day = DateTime.fromISO(at, { zone }).toFormat('yyyy-MM-dd')
  lastDay = { at, zone, day }
  return day
}

let lastDay = { at: '', zone: '', day: '' }

/** 00:00 of a day, or another hour of it (24 is the next day's 00:00). */
export function startOfDay(day: Day, hour = 0, zone = ZONE): Instant {
  if (zone !== ZONE || hour !== 0) return DateTime.fromISO(day, { zone }).plus({ hours: hour }).toUTC().toFormat(FORM)
  const known = starts.get(day) ?? DateTime.fromISO(day, { zone }).toUTC().toFormat(FORM)
  if (starts.size < MOST_STARTS) starts.set(day, known)
  return known
}

/** A zone's offset costs microseconds to find, and playing a season back asks for the same days over and over. */
const starts = new Map<Day, Instant>()
/** A century of days; a hostile file must not fill the memory. */
const MOST_STARTS = 40_000

export function addHours(at: Instant, hours: number): Instant {
  return instantOf(epochMs(at) + Math.round(hours * 3_600_000))
}

export function addMinutes(at: Instant, minutes: number): Instant {
  return addHours(at, minutes / 60)
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Hours from `from` to `to`. */
export function hoursBetween(from: Instant, to: Instant): number {
  return (epochMs(to) - epochMs(from)) / 3_600_000
}
