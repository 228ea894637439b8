import { addHours, type Instant } from '../model/time.ts'
import type { BasisPoints } from '../model/tonnes.ts'
import type { VerificationRule } from '../rulebook/verification.ts'
import type { Hour, Metered, Thousandths } from './evidence.ts'
import { mostOn, type Band, type Test } from './tests.ts'
import type { Bearing, ValueRead } from './verdict.ts'
import { sayMeter, type MeterSaid } from './wording.ts'

/** The hours that a line is judged by, and what of its order lies near them. */
export interface Window {
  readonly from: Instant
  readonly until: Instant
  /** Since when the same is asked of it. */
  readonly since: Instant
  /** When it ended; null while it goes on. */
  readonly ended: Instant | null
}

/** What one value says, and what of it counts for the verdict. */
export interface Weighed {
  readonly value: ValueRead
  /** It speaks against the line only near the start or the end, and by one clock. */
  readonly edge: boolean
  /** The share of what is asked that it shows, in ten-thousandths; null where it shows no amount. */
  readonly shown: BasisPoints | null
}

/** An hour that has a value and something to hold it against. */
interface Known {
  readonly at: Instant
  readonly hour: number
  readonly value: Thousandths
  readonly usual: Thousandths
  /** At most this shows the measure; above `beyond` the line runs. */
  readonly upTo: number
  readonly beyond: number
  readonly stuck: boolean
}

/** Weighs an amount that follows the load: energy, flow, mass. */
export function weighLoad(
  meter: Metered,
  test: Extract<Test, { kind: 'hourly' | 'mean' | 'turns' }>,
  window: Window,
  rule: VerificationRule,
): Weighed {
  const hours = meter.hours.filter(({ at }) => at >= window.from && addHours(at, 1) <= window.until)
  const { baseline } = meter
  if (hours.length === 0) return unusable(meter, window, { kind: 'noHours' })
  if (baseline === null) return unusable(meter, window, { kind: 'noBaseline', least: rule.baseline.leastDays })
  const usualMean = meanOf(baseline.hours)
  const least = meter.class === 'power' ? rule.smallMeter.least * 1000 : 1
  if (usualMean < least) return unusable(meter, window, { kind: 'small', least: rule.smallMeter.least })
  const band = test.bands[meter.class]
  const known = knownHours(meter, hours, band, rule)
  if (known.length === 0) return unusable(meter, window, { kind: 'silent', missing: hours.length })
  const judged = judge(known, hours.length, test, band, rule)
  const missing = hours.length - known.length
  const faults = meter.faults.map(({ say }) => say)
  const gaps = (hours.length - missing) * 100 < hours.length * rule.coverage
  const stuck = known.filter(({ stuck: is }) => is).length
  const says = bearing(judged, { gaps, stuck: stuck > 0, shifted: meter.faults.some(({ shifted }) => shifted) })
  const core = known.filter(({ at }) => isCore(at, window, rule))
  const coreHours = hours.filter(({ at }) => isCore(at, window, rule)).length
  const edge = says === 'against' && judge(core, coreHours, test, band, rule) !== 'against'
  const [used, usual] = [sumOf(known, 'value'), sumOf(known, 'usual')]
  const over = known.filter((hour) => !hour.stuck && hour.value > hour.beyond)
  const said: MeterSaid = {
    kind: 'weighed',
    test: test.kind,
    says,
    edge,
    share: usual === 0 ? 0 : Math.round((used * 100) / usual),
    band: { upTo: band.upTo / 100, beyond: band.beyond / 100 },
    hours: known.length,
    missing,
    gaps,
    stuck,
    over: over.map(({ at }) => at),
    night: over.filter((hour) => isNight(hour, rule)).length,
    runningDays: baseline.runningDays,
    faults,
  }
  return {
    edge,
    shown: says === 'unusable' || usual === 0 ? null : shownBy(used, usual, band.upTo),
    value: {
      ...head(meter, window),
      value: decimal(used),
      unit: meter.unit,
      against: decimal(usual),
      band: { upTo: decimal(sumOf(known, 'upTo')), beyond: decimal(sumOf(known, 'beyond')) },
      says,
      say: sayMeter(meter, said),
    },
  }
}

/** Weighs a concentration against its limit; hours in which the stack is cold are no fault of anybody's. */
export function weighLimit(meter: Metered, limit: string, band: Band, window: Window, rule: VerificationRule): Weighed {
  const hours = meter.hours.filter(({ at }) => at >= window.from && addHours(at, 1) <= window.until)
  const most = Math.round(Number(limit) * 1000)
  const known = hours.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]))
  if (known.length === 0) return unusable(meter, window, { kind: 'silent', missing: hours.length })
  const isOver = ({ value }: { value: number }) => value * 10_000 > most * band.beyond
  const over = known.filter(isOver)
  const mid = known.filter((hour) => !isOver(hour) && hour.value * 10_000 > most * band.upTo).length
  const gaps = known.length * 100 < hours.length * rule.coverage
  const shifted = meter.faults.some((fault) => fault.shifted)
  const says = bearing(byCount(over.length, mid, rule), { gaps, stuck: false, shifted })
  const core = over.filter(({ at }) => isCore(at, window, rule)).length
  const edge = says === 'against' && core < rule.over.against
  const highest = Math.max(...known.map(({ value }) => value))
  const said: MeterSaid = {
    kind: 'limit',
    says,
    edge,
    limit,
    highest: decimal(highest),
    unit: meter.unit,
    hours: known.length,
    missing: hours.length - known.length,
    gaps,
    over: over.map(({ at }) => at),
    faults: meter.faults.map(({ say }) => say),
  }
  return {
    edge,
    shown: says === 'for' ? 10_000 : says === 'against' ? 0 : null,
    value: {
      ...head(meter, window),
      value: decimal(highest),
      unit: meter.unit,
      against: null,
      band: { upTo: decimal((most * band.upTo) / 10_000), beyond: decimal((most * band.beyond) / 10_000) },
      says,
      say: sayMeter(meter, said),
    },
  }
}

/** Percent of what is usual over the hours that are known; null where nothing can be said. */
export function shareOfUsual(meter: Metered, window: Window, rule: VerificationRule): number | null {
  const { baseline } = meter
  if (baseline === null || meanOf(baseline.hours) < rule.smallMeter.least * 1000) return null
  const hours = meter.hours.filter(({ at }) => at >= window.from && addHours(at, 1) <= window.until)
  const known = knownHours(meter, hours, { upTo: 0, beyond: 0 }, rule)
  const usual = sumOf(known, 'usual')
  return known.length * 2 < hours.length || usual === 0 ? null : Math.round((sumOf(known, 'value') * 100) / usual)
}

function judge(
  known: readonly Known[],
  hours: number,
  test: Extract<Test, { kind: 'hourly' | 'mean' | 'turns' }>,
  { upTo, beyond }: Band,
  rule: VerificationRule,
): Exclude<Bearing, 'unusable'> {
  const over = known.filter((hour) => !hour.stuck && hour.value > hour.beyond).length
  const mid = known.filter((hour) => hour.value > hour.upTo).length - over
  if (test.kind === 'hourly') return byCount(over, mid, rule)
  if (test.kind === 'turns') {
    const most = mostOn(hours, test.offHours, test.onHours)
    return byCount(Math.max(0, over - most), Math.max(0, over + mid - most - Math.max(0, over - most)), rule)
  }
  const [used, usual] = [sumOf(known, 'value') * 10_000, sumOf(known, 'usual')]
  const unstuck = known.filter((hour) => !hour.stuck)
  const believed = sumOf(unstuck, 'value') * 10_000 > sumOf(unstuck, 'usual') * beyond
  if (used > usual * beyond && believed) return 'against'
  return used > usual * upTo ? 'doubt' : 'for'
}

function byCount(over: number, mid: number, { over: rule }: VerificationRule): Exclude<Bearing, 'unusable'> {
  if (over >= rule.against) return 'against'
  return over >= rule.doubt || over + mid > rule.doubt ? 'doubt' : 'for'
}

/** A meter that is not well shows nothing in anybody's favour, and a clock that is off is no proof against anybody. */
function bearing(
  judged: Exclude<Bearing, 'unusable'>,
  { gaps, stuck, shifted }: { gaps: boolean; stuck: boolean; shifted: boolean },
): Bearing {
  if (shifted) return 'doubt'
  return judged === 'for' && (gaps || stuck) ? 'unusable' : judged
}

function knownHours(meter: Metered, hours: readonly Hour[], band: Band, rule: VerificationRule): Known[] {
  const slack = meter.class === 'power' ? Math.round(rule.smallMeter.slack * 1000) : 0
  const stuck = stuckHours(hours, rule.stuckHours)
  return hours.flatMap(({ at, hour, value }) => {
    const usual = meter.baseline?.hours[hour] ?? null
    if (value === null || usual === null) return []
    const [upTo, beyond] = [band.upTo, band.beyond].map((points) =>
      Math.max(Math.round((usual * points) / 10_000), slack),
    )
    return [{ at, hour, value, usual, upTo: upTo ?? 0, beyond: beyond ?? 0, stuck: stuck.has(at) }]
  })
}

/** Hours of one and the same value on end, so many that no line runs like that; nothing used is no wonder. */
function stuckHours(hours: readonly Hour[], least: number): ReadonlySet<Instant> {
  const found = new Set<Instant>()
  let run: Hour[] = []
  const close = () => {
    if (run.length >= least) for (const { at } of run) found.add(at)
    run = []
  }
  for (const hour of hours) {
    const last = run.at(-1)
    if (last && !(hour.alike && hour.value === last.value)) close()
    if (hour.value !== null && hour.value > 0 && hour.alike) run.push(hour)
  }
  close()
  return found
}

function isCore(at: Instant, { since, ended }: Window, { displacedHours }: VerificationRule): boolean {
  return (
    at >= addHours(since, displacedHours) && (ended === null || addHours(at, 1) <= addHours(ended, -displacedHours))
  )
}

function isNight({ hour }: { readonly hour: number }, { night }: VerificationRule): boolean {
  return hour >= night.from || hour < night.until
}

/** What was cut, as a share of what the measure asks to be cut. */
function shownBy(used: number, usual: number, upTo: BasisPoints): BasisPoints {
  const cut = Math.max(0, 10_000 - Math.round((used * 10_000) / usual))
  return Math.min(10_000, Math.floor((cut * 10_000) / Math.max(1, 10_000 - upTo)))
}

function unusable(meter: Metered, window: Window, said: MeterSaid): Weighed {
  const value = { ...head(meter, window), value: '', unit: meter.unit, against: null, band: null }
  return { edge: false, shown: null, value: { ...value, says: 'unusable', say: sayMeter(meter, said) } }
}

function head(meter: Metered, { from, until }: Window) {
  return { class: meter.class, source: meter.source, of: meter.of, from, until } as const
}

function meanOf(hours: readonly (Thousandths | null)[]): number {
  const known = hours.filter((value) => value !== null)
  return known.length === 0 ? 0 : known.reduce((all, value) => all + value, 0) / known.length
}

function sumOf<K extends 'value' | 'usual' | 'upTo' | 'beyond'>(hours: readonly Pick<Known, K>[], key: K): number {
  return hours.reduce((all, hour) => all + hour[key], 0)
}

function decimal(value: Thousandths): string {
  const whole = Math.round(value)
  return String(whole / 1000)
}
