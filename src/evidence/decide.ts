import { Decimal } from 'decimal.js'
import { addMinutes, epochMs, showInstant, type Instant } from '../model/time.ts'
import type { EvidenceFile } from '../rulebook/evidence.ts'
import { fault, type Fault } from './fault.ts'
import type { Flag, Form, Reading, SourceKind } from './source.ts'

/** What a source sent, read and not yet believed. */
export interface Given {
  readonly at: Instant
  /** Decimal. */
  readonly value: string
  readonly mark: string | null
}

/** What is known of a source beside its readings (心跳). */
export interface State {
  readonly lastAt: Instant | null
  readonly lastValue: string | null
  readonly alike: number
  readonly alikeSince: Instant | null
  /** How many were believed, and the most of them. */
  readonly believed: number
  readonly most: string | null
}

export interface Kind {
  readonly kind: SourceKind
  readonly form: Form
}

export interface Admitted {
  readonly readings: readonly (Given & { readonly doubt: Fault | null })[]
  readonly state: State
}

/**
 * Looks at what a source sent beside what it sent before (合理性检查). Everything given is among the readings, in order of
 * time; what is doubted says so and waits for a word. What comes late is looked at for itself: it says nothing of how
 * the source is now.
 * @param given without what was said before. None has the time of another.
 */
export function admit(given: readonly Given[], state: State, source: Kind, rule: EvidenceFile): Admitted {
  const readings: (Given & { doubt: Fault | null })[] = []
  let now = state
  for (const one of given.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const isLate = now.lastAt !== null && one.at <= now.lastAt
    const next = isLate ? now : follow(now, one)
    const down = isDown(one.mark)
    const doubt = down ? null : doubtOf(one, now, next, isLate, source, rule)
    readings.push({ ...one, doubt })
    const isPeak = next.most === null || compare(one.value, next.most) > 0
    // What it shows while it is calibrated is no measure of what is to be believed.
    now = down || doubt !== null ? next : { ...next, believed: next.believed + 1, most: isPeak ? one.value : next.most }
  }
  return { readings, state: now }
}

function follow(state: State, { at, value }: Given): State {
  const same = state.lastValue !== null && compare(state.lastValue, value) === 0
  return {
    ...state,
    lastAt: at,
    lastValue: value,
    alike: same ? state.alike + 1 : 1,
    alikeSince: same ? state.alikeSince : at,
  }
}

function doubtOf(
  { value }: Given,
  before: State,
  { alike, alikeSince }: State,
  isLate: boolean,
  { kind, form }: Kind,
  { stuck, shift }: EvidenceFile,
): Fault | null {
  if (compare(value, '0') < 0) return fault('doubt.negative', { given: value })
  // A counter that stands is a line that stands, and its reach grows for ever.
  if (form === 'counter')
    return !isLate && before.lastValue !== null && compare(value, before.lastValue) < 0
      ? fault('doubt.backwards', { before: before.lastValue, given: value })
      : null
  const { believed, most } = before
  if (believed >= shift.after && most !== null && isBeyond(value, most, shift.times))
    return fault('doubt.shift', { given: value, most, times: String(shift.times) })
  if (!isLate && alike >= stuck[kind === 'power' ? 'power' : 'online'] && compare(value, '0') !== 0)
    return fault('doubt.stuck', {
      given: value,
      count: String(alike),
      since: showInstant(alikeSince ?? before.lastAt ?? ''),
    })
  return null
}

/** So many digits are told apart by a double as they are by hand; more are not. */
const EXACT = 15

/** Compares two decimals. Ten million a day are: those that a double holds are not made into objects for it. */
function compare(one: string, other: string): number {
  if (one.length <= EXACT && other.length <= EXACT) return Math.sign(Number(one) - Number(other))
  return new Decimal(one).cmp(other)
}

function isBeyond(value: string, most: string, times: number): boolean {
  if (compare(most, '0') <= 0 || compare(value, most) <= 0) return false
  return new Decimal(value).gt(new Decimal(most).times(times))
}

/**
 * What a device says of itself with a value (数据标记): HJ 212-2017 has N normal, F stopped, M maintained, S entered by
 * hand, D faulty, C calibrated, T beyond its range, B not connected. Confidence of the letters: M+ (several public
 * implementations agree, the standard's own text was not at hand).
 */
const MARKS: Readonly<Record<string, Flag>> = {
  F: 'stopped',
  M: 'maintenance',
  D: 'fault',
  B: 'fault',
  C: 'calibration',
  T: 'range',
}

function isDown(mark: string | null): boolean {
  return mark !== null && mark in MARKS
}

/** A doubt goes before what the device says of itself. */
export function flagOf(mark: string | null, doubt: string | null): Flag {
  if (doubt === 'open') return 'doubtful'
  if (doubt === 'rejected') return 'rejected'
  return (mark === null ? undefined : MARKS[mark]) ?? 'ok'
}

/** What was used between one reading of a counter and the next, at the time of the first (用电量). */
export function usageOf(counter: readonly Reading[]): Reading[] {
  return counter.flatMap((one, n) => {
    const next = counter[n + 1]
    if (next === undefined) return []
    const used = new Decimal(next.value).minus(one.value)
    const flag: Flag = one.flag !== 'ok' ? one.flag : next.flag !== 'ok' ? next.flag : used.lt(0) ? 'doubtful' : 'ok'
    return [{ source: one.source, at: one.at, value: used.toFixed(), flag }]
  })
}

/** What a source is worth over a span of time (数据质量). */
export interface Quality {
  /** Readings that should be there, that are, and that count. */
  readonly expected: number
  readonly read: number
  readonly counted: number
  /** Whole percent of what is expected that counts. */
  readonly percent: number
  /** Spans of at least one beat without a reading, half-open. */
  readonly gaps: readonly { readonly from: Instant; readonly until: Instant }[]
  /** Whether enough is there for it to show anything. */
  readonly complete: boolean
}

/** How much of a span a source of a fixed beat has covered. @param readings of that source, in order of time */
export function qualityOver(
  readings: readonly Reading[],
  { from, until, everyMinutes }: { from: Instant; until: Instant; everyMinutes: number },
  rule: Pick<EvidenceFile, 'complete'>,
): Quality {
  const beat = everyMinutes * 60_000
  const inside = readings.filter(({ at }) => at >= from && at < until)
  const expected = Math.max(0, Math.floor((epochMs(until) - epochMs(from)) / beat))
  const counted = inside.filter(({ flag }) => flag === 'ok' || flag === 'stopped').length
  const percent = expected === 0 ? 0 : Math.min(100, Math.floor((counted * 100) / expected))
  const gaps: { from: Instant; until: Instant }[] = []
  let covered = epochMs(from)
  for (const at of [...inside.map((one) => epochMs(one.at)), epochMs(until)]) {
    if (at - covered >= beat) gaps.push({ from: new Date(covered).toISOString(), until: new Date(at).toISOString() })
    covered = Math.max(covered, at + beat)
  }
  return { expected, read: inside.length, counted, percent, gaps, complete: percent >= rule.complete.percent }
}

/** Since when a source has been silent (失联), or null: it speaks, or nothing is expected of it. */
export function silentSince(
  heardAt: Instant | null,
  everyMinutes: number | null,
  now: Instant,
  { silence }: Pick<EvidenceFile, 'silence'>,
): Instant | null {
  if (heardAt === null || everyMinutes === null) return null
  const allowed = Math.max(silence.beats * everyMinutes, silence.leastMinutes)
  return addMinutes(heardAt, allowed) <= now ? heardAt : null
}
