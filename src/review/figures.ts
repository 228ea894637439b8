import { epochMs } from '../model/time.ts'
import type { EmittedPollutant } from '../model/tonnes.ts'
import { CLASSES, type EvidenceClass, type Outcome } from '../verification/verdict.ts'
import { byHandOf, type ByHand } from './byHand.ts'
import { livesOf, type Life } from './lives.ts'
import { parted, type Parted } from './parts.ts'
import {
  type Called,
  type CitedClause,
  type EpisodeRecord,
  type ForecastDay,
  type OrderFact,
  type Traced,
} from './record.ts'
import { heldOf, successors, type Held } from './spans.ts'
import { story, type Moment, type Signed } from './timeline.ts'

/** Revisions of orders by what became of them, as the board counts them; enterprises once. */
export type Reach = Readonly<
  Record<
    | 'enterprises'
    | 'planned'
    | 'delivered'
    | 'givenUp'
    | 'supersededBeforeDelivery'
    | 'waiting'
    | 'acknowledged'
    | 'unanswered'
    | 'committed'
    | 'hindered'
    | 'escalated'
    | 'released'
    | 'recalled',
    number
  >
>
/** Lines on days, by how they were judged. */
export type Judgements = Readonly<Record<Outcome, number>>
/** Milligrams over the whole response. */
export type Mass = Readonly<Record<EmittedPollutant, number>>
/** Lines that came to a stand, and for how long all of them together. */
export type Cost = Readonly<Record<'linesStopped' | 'stoppedMs', number>>

/** How many had it, and had answered, so many minutes after it was issued (回执曲线). */
export interface Curve {
  readonly planned: number
  readonly points: readonly { readonly minutes: number; readonly delivered: number; readonly acknowledged: number }[]
  /** Minutes after which half, and nine tenths, of those that answered had answered; null where nobody did. */
  readonly half: number | null
  readonly nineTenths: number | null
}

export interface Shown {
  readonly total: Mass
  readonly byEvidence: readonly (Mass & { readonly rests: EvidenceClass; readonly lineDays: number })[]
}

/** What an episode came to (总结评估): each figure with the entries of the journal that it was counted from. */
export interface Figures {
  readonly timeline: Traced<readonly Moment[]>
  readonly leads: Traced<readonly Signed[]>
  readonly skill: Traced<{ readonly days: readonly ForecastDay[]; readonly providers: EpisodeRecord['skill'] }>
  readonly reach: Traced<Parted<Reach>>
  readonly curve: Traced<Curve>
  /** Null: no evidence was judged, which is not the same as none that held. */
  readonly compliance: Traced<Parted<Judgements> | null>
  readonly promised: Traced<Parted<Mass>>
  readonly shown: Traced<Shown | null>
  readonly cost: Traced<Parted<Cost>>
  readonly clauses: Traced<{
    readonly called: readonly Called[]
    readonly orders: readonly (CitedClause & { readonly orders: number })[]
  }>
  readonly byHand: Traced<readonly ByHand[]>
  /** What the measures did, and what the weather did: there is no model of it here, and none is made up. */
  readonly weather: Traced<null>
}
export type FigureName = keyof Figures
export const FIGURES = [
  'timeline',
  'leads',
  'skill',
  'reach',
  'curve',
  'compliance',
  'promised',
  'shown',
  'cost',
  'clauses',
  'byHand',
  'weather',
] as const satisfies readonly FigureName[]

const CURVE_MINUTES = [5, 10, 15, 30, 60, 120, 240, 480, 1440] as const

/** Folds the journal of an episode into what a review says of it. The same record gives the same figures. */
export function figuresOf(record: EpisodeRecord): Figures {
  const { orders, names, entries } = record
  const lives = livesOf(record)
  const after = successors(orders)
  const each = orders.flatMap((order) => {
    const life = lives.get(order.row)
    if (life === undefined || life.issued === null) return []
    const next = after.get(order.row) ?? null
    return [{ order, life, next, held: heldOf(order, life, next, record.at) }]
  })
  const { timeline, signed } = story(record)
  const ordered = sorted(each.flatMap(({ life }) => life.entries))
  const part = <C extends Readonly<Record<string, number>>>(zero: C, of: (one: Each) => C) =>
    parted(
      each.map((one) => [one.order, of(one)] as const),
      zero,
      names,
    )
  const own = new Set([record.warning.id, ...orders.map(({ row }) => row)])
  const of = (kind: string, event: string) =>
    entries.flatMap((one) => {
      const isOwn = kind === 'bulletin' || (one.members ?? [one.subject]).some((id) => own.has(id))
      return one.kind === kind && one.event === event && isOwn ? [one.seq] : []
    })
  return {
    timeline,
    leads: { value: signed, entries: signed.map(({ seq }) => seq) },
    skill: {
      value: { days: record.days, providers: record.skill },
      entries: of('bulletin', 'BULLETIN_RECEIVED'),
    },
    reach: { value: part(NO_REACH, reachOf), entries: ordered },
    curve: { value: curveOf(each), entries: ordered },
    compliance: { value: complianceOf(record), entries: verdictEntries(record) },
    promised: { value: part(NO_MASS, ({ held }) => massOf(held.promised)), entries: ordered },
    shown: { value: shownOf(record), entries: verdictEntries(record) },
    cost: {
      value: part(NO_COST, ({ held: { linesStopped, stoppedMs } }) => ({ linesStopped, stoppedMs })),
      entries: ordered,
    },
    clauses: {
      value: { called: record.called, orders: clausesOf(each.map(({ order }) => order)) },
      entries: sorted([...of('warning', 'BEGUN'), ...of('warning', 'CHANGE_PROPOSED'), ...of('order', 'BEGUN')]),
    },
    byHand: byHandOf(record, signed),
    weather: { value: null, entries: [] },
  }
}

interface Each {
  readonly order: OrderFact
  readonly life: Life
  readonly next: OrderFact | null
  readonly held: Held
}

const NO_REACH: Reach = {
  enterprises: 0,
  planned: 0,
  delivered: 0,
  givenUp: 0,
  supersededBeforeDelivery: 0,
  waiting: 0,
  acknowledged: 0,
  unanswered: 0,
  committed: 0,
  hindered: 0,
  escalated: 0,
  released: 0,
  recalled: 0,
}
const NO_MASS: Mass = { so2: 0, nox: 0, pm: 0, vocs: 0 }
const NO_COST: Cost = { linesStopped: 0, stoppedMs: 0 }
const NO_JUDGEMENTS: Judgements = { compliant: 0, insufficient: 0, doubtful: 0, notCompliant: 0 }

/** `planned` = `delivered` + `givenUp` + `supersededBeforeDelivery` + `waiting`, `delivered` = `acknowledged` + `unanswered`. */
function reachOf({ life, next }: Each): Reach {
  const reached = life.delivered !== null
  const answered = life.acknowledged !== null
  const lost = !reached && life.gaveUp !== null
  const unheard = !reached && !lost
  return {
    // Counted with its last revision: its grade may have changed between two.
    enterprises: next === null ? 1 : 0,
    planned: 1,
    delivered: bit(reached),
    givenUp: bit(lost),
    supersededBeforeDelivery: bit(unheard && life.ended !== null),
    waiting: bit(unheard && life.ended === null),
    acknowledged: bit(answered),
    unanswered: bit(reached && !answered),
    committed: bit(life.committed !== null),
    hindered: bit(life.hindered !== null),
    escalated: bit(life.escalated),
    released: bit(life.ended?.how === 'released'),
    recalled: bit(life.ended?.how === 'recalled'),
  }
}

function curveOf(each: readonly Each[]): Curve {
  const minutesTo = (which: 'delivered' | 'acknowledged') =>
    each
      .flatMap(({ life }) =>
        life.issued === null || life[which] === null ? [] : [(epochMs(life[which]) - epochMs(life.issued)) / 60_000],
      )
      .sort((a, b) => a - b)
  const delivered = minutesTo('delivered')
  const acknowledged = minutesTo('acknowledged')
  const within = (all: readonly number[], minutes: number) => all.filter((one) => one <= minutes).length
  const at = (share: number) => {
    const found = acknowledged[Math.ceil(acknowledged.length * share) - 1]
    return found === undefined ? null : Math.round(found * 10) / 10
  }
  return {
    planned: each.length,
    points: CURVE_MINUTES.map((minutes) => ({
      minutes,
      delivered: within(delivered, minutes),
      acknowledged: within(acknowledged, minutes),
    })),
    half: at(0.5),
    nineTenths: at(0.9),
  }
}

function complianceOf({ verdicts, orders, names }: EpisodeRecord): Parted<Judgements> | null {
  if (verdicts.length === 0) return null
  const newest = new Map(orders.toSorted((a, b) => a.revision - b.revision).map((one) => [one.order, one]))
  return parted(
    verdicts.flatMap(({ order, outcome }) => {
      const of = newest.get(order)
      return of === undefined ? [] : [[of, { ...NO_JUDGEMENTS, [outcome]: 1 }] as const]
    }),
    NO_JUDGEMENTS,
    names,
  )
}

function shownOf({ verdicts }: EpisodeRecord): Shown | null {
  if (verdicts.length === 0) return null
  const byEvidence = CLASSES.flatMap((rests) => {
    const own = verdicts.filter((one) => one.rests === rests)
    return own.length === 0 ? [] : [{ ...sumOf(own.map(({ shown }) => shown)), rests, lineDays: own.length }]
  })
  return { total: sumOf(verdicts.map(({ shown }) => shown)), byEvidence }
}

function verdictEntries({ verdicts }: EpisodeRecord): number[] {
  return sorted(verdicts.flatMap(({ seq }) => seq ?? []))
}

function clausesOf(orders: readonly OrderFact[]): (CitedClause & { orders: number })[] {
  const cited = new Map<string, CitedClause & { orders: number }>()
  for (const { clauses } of orders)
    for (const [name, clause] of new Map(clauses.map((one) => [`${one.document}\n${one.clause}`, one]))) {
      const known = cited.get(name) ?? { ...clause, orders: 0 }
      known.orders++
      cited.set(name, known)
    }
  return [...cited.values()].sort(
    (a, b) => b.orders - a.orders || (a.document + a.clause < b.document + b.clause ? -1 : 1),
  )
}

function massOf(of: Mass): Mass {
  return { so2: of.so2, nox: of.nox, pm: of.pm, vocs: of.vocs }
}

function sumOf(masses: readonly Mass[]): Mass {
  const of = (pollutant: EmittedPollutant) => masses.reduce((sum, one) => sum + one[pollutant], 0)
  return { so2: of('so2'), nox: of('nox'), pm: of('pm'), vocs: of('vocs') }
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b)
}

function bit(holds: boolean): 0 | 1 {
  return holds ? 1 : 0
}
