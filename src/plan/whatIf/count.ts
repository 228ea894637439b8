import { stopsSomething } from '../../model/showingMeasure.ts'
import { hoursBetween, type Instant } from '../../model/time.ts'
import type { Work } from '../beside.ts'
import type { Draft } from '../draft.ts'

/** What some enterprises would do. */
export interface Count {
  enterprises: number
  /** At least one line comes to a stand that would run otherwise. */
  stop: number
  limit: number
  ownDecision: number
  /** They are told, and nothing is asked of them: protected, spared, standing still already. */
  nothing: number
  lines: number
  linesStopped: number
  /** Lines whose safe stop takes longer than is left until the start. */
  linesShortOfNotice: number
}

/** What one enterprise would do. */
export interface Done {
  readonly effect: 'stop' | 'limit' | 'ownDecision' | 'nothing'
  readonly lines: number
  readonly linesStopped: number
  readonly linesShortOfNotice: number
}

export function doneBy(work: Work, hoursLeft: number): Done {
  const stopped = work.drafts.filter((draft) => stops(work, draft))
  return {
    effect: effectOf(work, stopped.length),
    lines: work.drafts.length,
    linesStopped: stopped.length,
    linesShortOfNotice: stopped.filter(({ line }) => line.safeStopHours > hoursLeft).length,
  }
}

export function countUnder<K>(counts: Map<K, Count>, key: K, done: Done): void {
  const count = counts.get(key) ?? noCount()
  counts.set(key, count)
  countIn(count, done)
}

export function countIn(count: Count, { effect, lines, linesStopped, linesShortOfNotice }: Done): void {
  count.enterprises++
  count[effect]++
  count.lines += lines
  count.linesStopped += linesStopped
  count.linesShortOfNotice += linesShortOfNotice
}

export function noCount(): Count {
  return {
    enterprises: 0,
    stop: 0,
    limit: 0,
    ownDecision: 0,
    nothing: 0,
    lines: 0,
    linesStopped: 0,
    linesShortOfNotice: 0,
  }
}

/** Days on which something stands still: lines times days, in tenths; null until further notice. */
export function stopDays(lines: number, from: Instant, until: Instant | null): number | null {
  return until === null ? null : Math.round((lines * hoursBetween(from, until) * 10) / 24) / 10
}

function stops({ of, basis }: Work, draft: Draft): boolean {
  if (!draft.binding || basis === 'idle' || of.entry.class === 'longStopped') return false
  const { standstills } = of.season
  const { startDay } = of.plan
  // It stands by its season plan when the order begins: nothing that runs is stopped.
  if (standstills.some(({ line, from, until }) => line === draft.line.number && from <= startDay && until > startDay))
    return false
  return [draft.action, draft.also].some((duty) => duty !== null && stopsSomething(duty.measure))
}

function effectOf({ basis, drafts, transport }: Work, stopped: number): Done['effect'] {
  if (stopped > 0) return 'stop'
  if (basis === 'ownDecision') return 'ownDecision'
  const asksNothing = drafts.every(({ action, also }) => action.measure.kind === 'none' && also === null)
  return basis === 'idle' || (asksNothing && transport === null) ? 'nothing' : 'limit'
}
