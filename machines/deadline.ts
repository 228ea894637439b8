import type { Instant } from '../src/model/time.ts'

/**
 * The clock's event. A deadline is data: an instant in the context under a name. The clock finds the row by its nearest
 * deadline and names what it saw; a machine takes a TICK only for a deadline that still stands at that instant, so that
 * one fired late, twice or after the fact changes nothing.
 */
export interface Tick {
  type: 'TICK'
  now: Instant
  deadline: string
  due: Instant
}

/** Named deadlines of a context; null where none stands. */
export type Deadlines = Readonly<Record<string, Instant | null>>

export interface Due {
  deadline: string
  due: Instant
}

/** The nearest deadline that stands, or null. */
export function nearest(deadlines: Deadlines): Due | null {
  let found: Due | null = null
  for (const [deadline, due] of Object.entries(deadlines))
    if (due !== null && (found === null || due < found.due)) found = { deadline, due }
  return found
}

/** Whether this tick names a deadline that stands as it saw it and has passed. */
export function stands(deadlines: Deadlines, tick: Tick): boolean {
  return deadlines[tick.deadline] === tick.due && tick.due <= tick.now
}
