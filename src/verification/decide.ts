import { addHours, hoursBetween, type Instant } from '../model/time.ts'
import type { Simple } from '../model/measure.ts'
import { addEmissions, NO_EMISSIONS, shareOf, type BasisPoints, type Emissions } from '../model/tonnes.ts'
import type { Words } from '../plan/order.ts'
import type { VerificationRule } from '../rulebook/verification.ts'
import type { Evidence, Metered } from './evidence.ts'
import { weighGate } from './gates.ts'
import { shareOfUsual, weighLimit, weighLoad, type Weighed, type Window } from './meters.ts'
import { weighSaid, weighSeen } from './seen.ts'
import { testOf, type Test } from './tests.ts'
import { CLASSES, OUTCOMES, type EvidenceClass, type Outcome, type ValueRead } from './verdict.ts'
import { CLASS_NAME, OUTCOME_NAME } from './wording.ts'

/** What is asked of one line in one part of a day (核查对象): what is judged. */
export interface Charge {
  readonly line: string
  readonly name: string
  /** What has to be done, all of it, and how the order says it. */
  readonly forms: readonly Simple[]
  readonly asks: Words
  /** The part of the day, half-open, and from when on the line has to be there: it had to know, and to stop safely. */
  readonly from: Instant
  readonly until: Instant
  readonly judgedFrom: Instant
  /** Since when the same is asked of it, and when that ended; null while it goes on. */
  readonly since: Instant
  readonly ended: Instant | null
  /** Whether the order had reached it: who was never told has done nothing wrong. */
  readonly reached: boolean
  /** What measures the whole enterprise speaks for this line: it has no other, or all of them have to stand. */
  readonly whole: boolean
  /** What it promised to cut a day. */
  readonly promised: Emissions
}

/** What was found (核查结论), before it is a row. */
export interface Judgement {
  readonly outcome: Outcome
  readonly confidence: number
  readonly rests: EvidenceClass
  readonly say: Words
  readonly values: readonly ValueRead[]
  readonly promised: Emissions
  readonly shown: Emissions
}

/** The classes whose word against a line stands alone; of a single meter another kind of meter may say otherwise. */
const SEES: readonly EvidenceClass[] = ['site', 'gate', 'video', 'ledger']
const METERS: readonly EvidenceClass[] = ['power', 'online']

/**
 * Weighs what is known of one line on one day (核查判定). Nothing that speaks for it is ever presumed: what is not shown
 * is `insufficient`. Nobody is found not compliant by one clock that may be off, by a meter that is not well, by what
 * only somebody said, or before the order had reached it.
 */
export function decideVerdict(charges: readonly Charge[], evidence: Evidence, rule: VerificationRule): Judgement {
  const parts = charges.flatMap((charge) =>
    charge.forms.flatMap((form) => {
      const test = testOf(form, rule)
      return test === null ? [] : [decidePart(charge, form, test, evidence, rule)]
    }),
  )
  const [first, ...rest] = parts
  if (first === undefined) throw new RangeError('nothing is asked that could be judged')
  const worst = rest.reduce((a, b) => (isWorse(b, a) ? b : a), first)
  const amounts = charges.map((charge, n) => ({ charge, own: parts.filter(({ of }) => of === charge), n }))
  const sums = amounts.map(({ charge, own }) => {
    const promised = shareOf(charge.promised, dayShare(charge))
    const shown = own.length === 0 ? 0 : Math.min(...own.map((part) => part.shown))
    return { promised, shown: shareOf(promised, shown) }
  })
  return {
    outcome: worst.outcome,
    confidence: worst.confidence,
    rests: worst.rests,
    say: worst.say,
    values: parts.flatMap(({ values }) => values),
    promised: sums.reduce((all, { promised }) => addEmissions(all, promised), NO_EMISSIONS),
    shown: sums.reduce((all, { shown }) => addEmissions(all, shown), NO_EMISSIONS),
  }
}

interface Part {
  readonly of: Charge
  readonly outcome: Outcome
  readonly confidence: number
  readonly rests: EvidenceClass
  readonly say: Words
  readonly values: readonly ValueRead[]
  readonly shown: BasisPoints
}

function isWorse(a: Part, b: Part): boolean {
  return OUTCOMES.indexOf(a.outcome) > OUTCOMES.indexOf(b.outcome)
}

function decidePart(charge: Charge, form: Simple, test: Test, evidence: Evidence, rule: VerificationRule): Part {
  const window: Window = {
    from: charge.judgedFrom < charge.from ? charge.from : charge.judgedFrom,
    until: charge.until,
    since: charge.since,
    ended: charge.ended,
  }
  const weighed = weigh(charge, form, test, window, evidence, rule).toSorted(byStrength)
  const outcome = outcomeOf(weighed, charge.reached)
  const decisive = decisiveOf(weighed, outcome)
  const rests = decisive[0]?.value.class ?? weighed[0]?.value.class ?? 'none'
  return {
    of: charge,
    outcome,
    confidence: confidenceOf(outcome, decisive, weighed, rule),
    rests,
    say: sayPart(charge, outcome, rests, decisive.length > 0 ? decisive : weighed.slice(0, 2)),
    values: weighed.map(({ value }) => value),
    shown: shownBy(outcome, weighed),
  }
}

function weigh(
  charge: Charge,
  form: Simple,
  test: Test,
  window: Window,
  evidence: Evidence,
  rule: VerificationRule,
): Weighed[] {
  const own = evidence.meters.filter(({ line }) => line === charge.line || (line === null && charge.whole))
  const seen = evidence.seen
    .filter(({ line }) => line === null || line === charge.line)
    .map((one) => weighSeen(one, form, test, window))
  const said = evidence.said.map((one) => weighSaid(one, window))
  const metered =
    test.kind === 'ban'
      ? evidence.gates.map((gate) => weighGate(gate, test.ban, window, rule))
      : own.flatMap((meter) => weighMeter(meter, test, window, rule))
  return [...metered, ...besides(own, metered, test, window, rule), ...seen, ...said]
}

function weighMeter(meter: Metered, test: Test, window: Window, rule: VerificationRule): Weighed[] {
  if (test.kind === 'limit') {
    const limit = meter.pollutant === null ? undefined : test.limits[meter.pollutant]
    return limit === undefined ? [] : [weighLimit(meter, limit, test.band, window, rule)]
  }
  if (test.kind === 'ban' || test.kind === 'seen' || meter.of === 'treatment' || meter.pollutant !== null) return []
  return [weighLoad(meter, test, window, rule)]
}

/**
 * Production and treatment are read beside each other: treatment that runs as usual while production is said to stand,
 * or stands while production runs, leaves a doubt whatever the production meter says.
 */
function besides(
  own: readonly Metered[],
  metered: readonly Weighed[],
  test: Test,
  window: Window,
  rule: VerificationRule,
): Weighed[] {
  if (test.kind !== 'hourly' && test.kind !== 'mean') return []
  const stop = test.kind === 'hourly' && test.still
  const runs = metered.some(({ value: { says } }) => says === 'against' || says === 'doubt')
  return own
    .filter(({ of }) => of === 'treatment')
    .flatMap((meter) => {
      const share = shareOfUsual(meter, window, rule)
      if (share === null) return []
      const strange = stop ? share >= rule.treatment.runs : runs && share <= rule.treatment.stands
      const zh = `${meter.name}：治理设施用电为平时同时段的 ${share}%`
      const en = `${meter.name}: treatment at ${share} % of what is usual`
      const value: ValueRead = {
        class: 'power',
        source: meter.source,
        of: 'treatment',
        from: window.from,
        until: window.until,
        value: String(share),
        unit: '%',
        against: '100',
        band: null,
        says: strange ? 'doubt' : 'unusable',
        say: strange
          ? stop
            ? { zh: `${zh}，与停产不符。`, en: `${en}, which does not go with a stop.` }
            : { zh: `${zh}，生产而治理设施停运。`, en: `${en} while production runs.` }
          : { zh: `${zh}。`, en: `${en}.` },
      }
      return [{ value, edge: false, shown: null }]
    })
}

function outcomeOf(weighed: readonly Weighed[], reached: boolean): Outcome {
  const bears = (classes: readonly EvidenceClass[], says: 'for' | 'against') =>
    classes.filter((of) =>
      weighed.some(({ value, edge }) => value.class === of && value.says === says && !(edge && says === 'against')),
    )
  const edges = METERS.filter((of) =>
    weighed.some(({ value, edge }) => value.class === of && value.says === 'against' && edge),
  )
  const seen = bears(SEES, 'against').length > 0
  const against = bears(METERS, 'against')
  // A kind of meter of which all that is known speaks for the line; the other kind may be wrong.
  const other = METERS.filter(
    (of) =>
      bears([of], 'for').length > 0 && !weighed.some(({ value }) => value.class === of && value.says === 'against'),
  )
  // Two kinds of meters have two clocks: what both show near the start is no shift.
  const agreed = against.length + edges.filter((of) => !against.includes(of)).length > 1
  const shown = seen || agreed || (against.length > 0 && other.length === 0)
  if (shown) return reached ? 'notCompliant' : 'doubtful'
  if (against.length > 0 || edges.length > 0 || weighed.some(({ value: { says } }) => says === 'doubt'))
    return 'doubtful'
  return weighed.some(({ value: { says } }) => says === 'for') ? 'compliant' : 'insufficient'
}

/** What the outcome rests on, the strongest first. */
function decisiveOf(weighed: readonly Weighed[], outcome: Outcome): Weighed[] {
  const says = { compliant: ['for'], notCompliant: ['against'], doubtful: ['against', 'doubt'], insufficient: [] }
  return weighed.filter(({ value }) => (says[outcome] as readonly string[]).includes(value.says))
}

function confidenceOf(
  outcome: Outcome,
  decisive: readonly Weighed[],
  weighed: readonly Weighed[],
  { confidence }: VerificationRule,
): number {
  if (outcome === 'insufficient') return 0
  if (outcome === 'doubtful') return confidence.doubtful
  const classes = [...new Set(decisive.map(({ value }) => value.class))]
  const base = Math.max(...classes.map((of) => (of === 'selfReport' || of === 'none' ? 0 : confidence[of])))
  const broken = weighed.some(
    ({ value }) => METERS.includes(value.class) && value.of !== 'treatment' && value.says === 'unusable',
  )
  const found = base + (classes.length - 1) * confidence.agreeing - (broken ? confidence.unusable : 0)
  return Math.max(1, Math.min(confidence.most, found))
}

/** The least that anything measured shows; what was only seen to stand shows all of it where nothing measured. */
function shownBy(outcome: Outcome, weighed: readonly Weighed[]): BasisPoints {
  if (outcome === 'insufficient') return 0
  const shares = (of: (one: Weighed) => boolean) => weighed.filter(of).flatMap(({ shown }) => shown ?? [])
  const measured = shares(({ value }) => METERS.includes(value.class) || value.class === 'gate')
  if (measured.length > 0) return Math.min(...measured)
  return outcome === 'compliant' ? 10_000 : 0
}

function sayPart(charge: Charge, outcome: Outcome, rests: EvidenceClass, by: readonly Weighed[]): Words {
  const { name, asks, reached } = charge
  const [result, of] = [OUTCOME_NAME[outcome], CLASS_NAME[rests]]
  const untold = reached ? '' : '指令未送达，不认定为未落实。'
  const none = by.length === 0
  const resting = outcome === 'insufficient' ? '' : `（依据${of.zh}）`
  return {
    zh: `${name}，要求“${asks.zh}”：${result.zh}${resting}。${none ? '没有可用的用电、在线、门禁、影像或现场证据。' : by.map(({ value }) => value.say.zh).join('')}${untold}`,
    en: `${name}, asked to “${asks.en}”: ${result.en}${outcome === 'insufficient' ? '' : ` (by ${of.en})`}. ${none ? 'There is no usable evidence of any kind.' : by.map(({ value }) => value.say.en).join(' ')}${reached ? '' : ' The order never reached it.'}`,
  }
}

/** The strongest class first; within a class what speaks against first, then by source: the same evidence, the same words. */
function byStrength(a: Weighed, b: Weighed): number {
  const class_ = CLASSES.indexOf(a.value.class) - CLASSES.indexOf(b.value.class)
  if (class_ !== 0) return class_
  const bearing = BEARINGS.indexOf(a.value.says) - BEARINGS.indexOf(b.value.says)
  if (bearing !== 0) return bearing
  return key(a) < key(b) ? -1 : 1
}
const BEARINGS = ['against', 'doubt', 'for', 'unusable']

function key({ value }: Weighed): string {
  return `${value.source} ${value.of} ${value.from}`
}

function dayShare({ from, until }: Charge): BasisPoints {
  return Math.min(10_000, Math.max(0, Math.round((hoursBetween(from, until) * 10_000) / 24)))
}

/** From when on a line is judged: it was told, had the time that a safe stop takes, and what runs on has run down. */
export function judgedFromOf(
  line: {
    readonly starts: Instant
    readonly rampDownFrom: Instant | null
    readonly safeStopHours: number
    readonly stops: boolean
  },
  reachedAt: Instant | null,
  { settleHours }: VerificationRule,
): Instant {
  const needed = line.stops ? line.safeStopHours : 0
  const safe = [line.rampDownFrom, reachedAt].flatMap((from) => (from === null ? [] : [addHours(from, needed)]))
  const latest = [line.starts, ...safe].reduce((a, b) => (a > b ? a : b))
  return addHours(latest, settleHours)
}
