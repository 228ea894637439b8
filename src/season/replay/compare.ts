import { hoursBetween, type Instant } from '../../model/time.ts'
import type { Rulebook } from '../../rulebook/levels.ts'
import type { PlayedArea } from '../../episode/replay.ts'
import type { AreaStops } from './stops.ts'
import { Tally, type Summary } from '../../episode/summary.ts'

/** Hours between the end of a warning and the next start. Status: design. */
const FLIP_HOURS = 72

/** What one book made of a season, for a look at two of them side by side. */
export interface Season extends Summary {
  readonly rulebook: string
  readonly warnings: number
  readonly days: number
  /** Lifts that were followed by another start within three days: a stop and a restart for little clean air. */
  readonly flips: number
  readonly flipHours: number
  /** Where a list is given: what the warnings of its area would have stopped of it. */
  readonly stopDays?: AreaStops
}

export function seasonBy(book: Rulebook, areas: readonly PlayedArea[]): Season {
  const tally = new Tally(book)
  for (const area of areas) tally.add(area)
  const summary = tally.summary()
  return {
    rulebook: book.id,
    ...summary,
    warnings: areas.reduce((sum, { warnings }) => sum + warnings.length, 0),
    days: Object.values(summary.daysByLevel).reduce((sum, days) => sum + days, 0),
    flips: areas.reduce((sum, area) => sum + flipsOf(area), 0),
    flipHours: FLIP_HOURS,
  }
}

function flipsOf({ warnings }: PlayedArea): number {
  return warnings.filter(({ start }, n) => {
    const end: Instant | null = warnings[n - 1]?.end ?? null
    return end !== null && hoursBetween(end, start) < FLIP_HOURS
  }).length
}
