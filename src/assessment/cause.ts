import { dayAt } from '../feed/moment.ts'
import type { Level } from '../model/level.ts'
import type { Cause, Pollutant } from '../model/pollutant.ts'
import type { Day } from '../model/time.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { levelOf, type JudgedDays, type KnownDay, type KnownHour, type KnownHours } from './days.ts'
import type { Mass } from './mass.ts'

/** What drives the pollution of the days ahead (污染成因), and what that changes. */
export interface CauseOf {
  readonly days: readonly {
    readonly day: Day
    /** As the forecast or an officer says; null where nobody does. */
    readonly cause: Cause | null
    /** By the concentrations, where the day was judged from them. */
    readonly primary: readonly Pollutant[]
    /** The book leaves the day out of orders for its cause. */
    readonly excluded: boolean
  }[]
  /** What would be called for if no day were left out for its cause. */
  readonly without: Level
  /** Where it would change the level to mark days that look like it: the engine proposes, an officer marks. */
  readonly ifMarked: readonly { readonly cause: Cause; readonly days: readonly Day[]; readonly level: Level }[]
}

interface Known {
  readonly book: Rulebook
  readonly days: readonly KnownDay[]
  readonly window: JudgedDays
  readonly hours: KnownHours | null
}

export function causeOf({ book, days, window, hours }: Known, masses: ReadonlyMap<Day, Mass>): CauseOf {
  const marked = (which: readonly Day[], cause: Cause | null) =>
    levelOf(
      book,
      days.map((one) => (which.includes(one.day) ? { ...one, cause } : one)),
      window,
      hours && {
        ...hours,
        hours: hours.hours.map((hour) => (which.includes(dayAt(hour.at)) ? withCause(hour, cause) : hour)),
      },
    ).level
  const now = levelOf(book, days, window, hours).level
  const excluded = days.flatMap(({ day, cause }) => (cause !== null && book.excluded.has(cause) ? [day] : []))
  return {
    days: days.map(({ day, cause }) => ({
      day,
      cause,
      primary: masses.get(day)?.primary ?? [],
      excluded: excluded.includes(day),
    })),
    without: excluded.length === 0 ? now : marked(excluded, null),
    ifMarked: [...book.excluded].flatMap((cause) => {
      const alike = days.flatMap((one) =>
        one.cause === null && looksLike(cause, masses.get(one.day)) ? [one.day] : [],
      )
      const level = alike.length === 0 ? now : marked(alike, cause)
      return level === now ? [] : [{ cause, days: alike, level }]
    }),
  }
}

function withCause(hour: KnownHour, marked: Cause | null): KnownHour {
  const { cause: _, ...value } = hour.value
  return { ...hour, value: marked === null ? value : { ...value, cause: marked } }
}

/** Coarse dust alone on top may be sand, ozone on top is ozone. What burns for a feast shows in no concentration. */
function looksLike(cause: Cause, mass: Mass | undefined): boolean {
  const primary = mass?.primary.join() ?? ''
  return (cause === 'dust' && primary === 'pm10') || (cause === 'o3' && primary === 'o3_8h')
}
