import type { Id } from '../model/id.ts'
import { epochMs, type Instant } from '../model/time.ts'
import { NO_EMISSIONS, addEmissions, type Emissions } from '../model/tonnes.ts'
import type { Life } from './lives.ts'
import type { LineFact, OrderFact } from './record.ts'

const DAY_MS = 86_400_000

/** What one revision came to while it held: masses in milligrams, standstill in milliseconds of all its lines. */
export interface Held {
  readonly promised: Emissions
  readonly stoppedMs: number
  readonly linesStopped: number
}

/**
 * How long each line of a revision held, and what that promised. A line that ran under it already goes on by it until the
 * hour that the next revision names; what had not begun is held by the next one alone.
 */
export function heldOf(order: OrderFact, life: Life, next: OrderFact | null, until: Instant): Held {
  let promised = NO_EMISSIONS
  let stoppedMs = 0
  let linesStopped = 0
  if (life.issued === null) return { promised, stoppedMs, linesStopped }
  for (const line of order.lines) {
    const ms = heldMs(order, line, life.issued, life, next, until)
    if (ms === 0) continue
    // What was sent by mistake promised nothing, and stopped whoever had it all the same.
    if (life.ended?.how !== 'recalled') promised = addEmissions(promised, overTime(line.promised, ms))
    if (!line.stops) continue
    stoppedMs += ms
    linesStopped++
  }
  return { promised, stoppedMs, linesStopped }
}

function heldMs(
  { restsFrom }: OrderFact,
  { line, starts }: LineFact,
  issued: Instant,
  { ended }: Life,
  next: OrderFact | null,
  until: Instant,
): number {
  const from = starts > issued ? starts : issued
  let to = ended?.at ?? until
  if (ended?.how === 'replaced' && starts <= ended.at) {
    const then = next?.lines.find((other) => other.line === line)?.starts
    if (then !== undefined && then > to) to = then
  }
  if (restsFrom !== null && restsFrom < to) to = restsFrom
  return Math.max(0, epochMs(to) - epochMs(from))
}

/** A mass a day over some time, rounded down: a promise is never made larger by rounding. */
function overTime(of: Emissions, ms: number): Emissions {
  const part = (mass: number) => Number((BigInt(mass) * BigInt(ms)) / BigInt(DAY_MS))
  return { so2: part(of.so2), nox: part(of.nox), pm: part(of.pm), vocs: part(of.vocs) }
}

/** The revision after each, by row. */
export function successors(orders: readonly OrderFact[]): ReadonlyMap<Id, OrderFact> {
  const found = new Map<Id, OrderFact>()
  for (const revisions of Map.groupBy(orders, ({ order }) => order).values()) {
    const sorted = revisions.toSorted((a, b) => a.revision - b.revision)
    for (const [n, one] of sorted.entries()) {
      const after = sorted[n + 1]
      if (after !== undefined) found.set(one.row, after)
    }
  }
  return found
}

/** Days of standstill in tenths of a day, as people read them. */
export function daysOf(ms: number): number {
  return Math.round((ms * 10) / DAY_MS) / 10
}
