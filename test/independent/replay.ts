/**
 * Day after day at 18:00: contract 3.4. Everything is counted in whole days; an hourly run takes the days that it
 * touches, because warnings begin and end at 00:00.
 */
import { type Book, judge, type Judged, LEVELS, type Level, runsIn, severity } from './assess.ts'
import { type Series, showHour } from './series.ts'

/** 24 h: the same in all of these books. */
const LEAD_HOURS = 24
/** Two parts with fewer whole days than this between them are one episode. */
const DAYS_BETWEEN_EPISODES = 2

export interface Change {
  at: string
  level: Level
}

export interface WarningLine {
  area: string
  issued: string
  start: string
  end: string
  peak: Level
  changes: Change[]
}

export interface Summary {
  daysByLevel: Record<Level, number>
  upgrades: number
  downgrades: number
  leadHoursMean: number | null
  falseDays: number
  missedDays: number
}

export interface Replayed {
  warnings: WarningLine[]
  summary: Summary
}

interface Episode {
  firstDay: number
  lastDay: number
  level: Level
}

/** Whole days since 1970, and instants as hours since then, both local time. */
interface Warning {
  area: string
  firstDay: number
  issued: number
  start: number
  end: number
  changes: { at: number; level: Level }[]
}

const six = (day: number) => day * 24 + 18
const midnight = (day: number) => day * 24

function callingParts(judged: Judged, book: Book, firstDay: number, lastDay: number): Episode[] {
  return runsIn(judged, book, firstDay, lastDay).map((run) => ({
    firstDay: judged.hourly ? Math.floor(run.first / 24) : run.first,
    lastDay: judged.hourly ? Math.floor(run.last / 24) : run.last,
    level: run.level,
  }))
}

function belongTogether(a: Episode, b: Episode): boolean {
  const between = Math.max(a.firstDay, b.firstDay) - Math.min(a.lastDay, b.lastDay) - 1
  return between < DAYS_BETWEEN_EPISODES
}

/** Joins any two that belong together until no two do. */
function merge(parts: readonly Episode[]): Episode[] {
  for (const a of parts) {
    for (const b of parts) {
      if (a === b || !belongTogether(a, b)) continue
      const joined: Episode = {
        firstDay: Math.min(a.firstDay, b.firstDay),
        lastDay: Math.max(a.lastDay, b.lastDay),
        level: severity(a.level) >= severity(b.level) ? a.level : b.level,
      }
      return merge([...parts.filter((each) => each !== a && each !== b), joined])
    }
  }
  return parts.toSorted((a, b) => a.firstDay - b.firstDay)
}

/** The last 18:00 that leaves the lead time before the first day, in days. */
function eveningOfIssue(firstDay: number): number {
  let evening = firstDay
  while (midnight(firstDay) - six(evening) < LEAD_HOURS) evening -= 1
  return evening
}

function warningsOf(area: string, judged: Judged, book: Book, horizon: number, days: number[]): Warning[] {
  const warnings: Warning[] = []
  let present: Warning | undefined
  for (const today of days) {
    const from: number = present === undefined ? today + 1 : present.firstDay
    const [episode] = merge(callingParts(judged, book, from, today + horizon))
    if (present === undefined) {
      if (episode === undefined || today < eveningOfIssue(episode.firstDay)) continue
      const issued = six(today)
      const start = Math.max(issued, midnight(episode.firstDay))
      const changes = [{ at: issued, level: episode.level }]
      present = { area, firstDay: episode.firstDay, issued, start, end: Number.NaN, changes }
      warnings.push(present)
      continue
    }
    if (episode === undefined) throw new Error('an episode that was there has gone')
    const before = present.changes.at(-1)?.level ?? 'none'
    if (severity(episode.level) > severity(before)) present.changes.push({ at: six(today), level: episode.level })
    if (episode.lastDay <= today) {
      present.end = midnight(episode.lastDay + 1)
      present = undefined
    }
  }
  return warnings
}

function levelsOnDay(warnings: readonly Warning[], day: number): Level[] {
  const levels: Level[] = []
  for (const warning of warnings) {
    warning.changes.forEach((change, i) => {
      const from = Math.max(change.at, warning.start)
      const to = warning.changes[i + 1]?.at ?? warning.end
      if (from < to && from < midnight(day + 1) && to > midnight(day)) levels.push(change.level)
    })
  }
  return levels
}

const showInstant = (hour: number) => `${showHour(hour)}:00+08:00`

export function replay(series: Series, book: Book, horizon: number): Replayed {
  const summary: Summary = {
    daysByLevel: { blue: 0, yellow: 0, orange: 0, red: 0 },
    upgrades: 0,
    downgrades: 0,
    leadHoursMean: null,
    falseDays: 0,
    missedDays: 0,
  }
  const all: Warning[] = []
  for (const [area, readings] of series.areas) {
    const judged = judge(series, area, book)
    const slots = [...readings.keys()].map((slot) => (series.hourly ? Math.floor(slot / 24) : slot))
    const [first, last] = [Math.min(...slots), Math.max(...slots)]
    // One day more than the file: 24 hours that begin late on the last day are known from 20 of their hours.
    const days = Array.from({ length: last - first + 2 }, (_, i) => first + i)
    const warnings = warningsOf(area, judged, book, horizon, days)
    all.push(...warnings)
    const parts = callingParts(judged, book, first, last + 1)
    for (const day of days) {
      const inForce = levelsOnDay(warnings, day)
      const called = parts.some((part) => part.firstDay <= day && part.lastDay >= day)
      const highest = LEVELS.findLast((level) => inForce.includes(level))
      if (highest !== undefined) summary.daysByLevel[highest] += 1
      if (highest !== undefined && !called) summary.falseDays += 1
      if (highest === undefined && called) summary.missedDays += 1
    }
  }
  summary.upgrades = all.reduce((sum, warning) => sum + warning.changes.length - 1, 0)
  if (all.length > 0) {
    summary.leadHoursMean = all.reduce((sum, warning) => sum + warning.start - warning.issued, 0) / all.length
  }
  const warnings = all.map((warning) => ({
    area: warning.area,
    issued: showInstant(warning.issued),
    start: showInstant(warning.start),
    end: showInstant(warning.end),
    peak: warning.changes.at(-1)?.level ?? 'blue',
    changes: warning.changes.map((change) => ({ at: showInstant(change.at), level: change.level })),
  }))
  return { warnings, summary }
}
