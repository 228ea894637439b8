import { RUNG_NAMES, TELLS, withImplied, type Rung } from '../../model/rung.ts'
import { isOver } from '../decide.ts'

/** Revisions of orders of which the same is known, and how many they are. */
export interface Tally {
  /** What they are grouped by: a county, an industry, a grade, a channel; null for all together. */
  readonly key: string | null
  readonly state: string
  readonly escalated: boolean
  /** Facts on record that the enterprise, a channel or the engine gave. */
  readonly facts: readonly string[]
  /** Facts that an officer entered on its behalf: weaker. */
  readonly onBehalf: readonly string[]
  readonly count: number
  /** Milligrams a day that they promise to cut. */
  readonly weight: number
}

/** Contract §3.5: revisions that ask for something. */
export interface Sums {
  planned: number
  delivered: number
  givenUp: number
  supersededBeforeDelivery: number
  waiting: number
  acknowledged: number
  unanswered: number
  escalated: number
  released: number
  recalled: number
  verified: number
}

export type Funnel = Record<Rung, number>

/** What a board says of some orders. */
export interface Part extends Sums {
  readonly key: string | null
  /** How many have climbed at least so far, by what they or their channels said themselves. */
  readonly funnel: Funnel
  /** Of the acknowledged, those of whom only an officer says it (代为回执). */
  readonly onBehalf: number
  /** Of those that hold, those that nobody is known to have. */
  readonly unreached: number
  /** Kilograms a day of those who are reached by nobody, and of those who are silent; ended orders left out. */
  readonly kilogramsUnreached: number
  readonly kilogramsUnanswered: number
}

/** The parts of a board, the heaviest silence first. */
export function partsOf(tallies: readonly Tally[]): Part[] {
  return [...Map.groupBy(tallies, ({ key }) => key)]
    .map(([key, some]) => partOf(key, some))
    .sort((a, b) => silent(b) - silent(a) || String(a.key).localeCompare(String(b.key)))
}

const silent = (part: Part) => part.kilogramsUnreached + part.kilogramsUnanswered

export function partOf(key: string | null, tallies: readonly Tally[]): Part {
  const known = tallies.map((tally) => ({ ...tally, own: climbed(tally.facts), said: climbed(tally.onBehalf) }))
  const count = (which: (one: (typeof known)[number]) => boolean) =>
    known.reduce((sum, one) => sum + (which(one) ? one.count : 0), 0)
  const kilograms = (which: (one: (typeof known)[number]) => boolean) =>
    Math.round(known.reduce((sum, one) => sum + (which(one) && !isOver(one.state) ? one.weight : 0), 0) / 1e6)
  const answered = (one: (typeof known)[number]) => one.own.has('acknowledged') || one.said.has('acknowledged')
  const reached = (one: (typeof known)[number]) => one.own.has('delivered') || one.said.has('delivered')
  const lost = (one: (typeof known)[number]) => one.facts.includes('givenUp')
  const funnel = Object.fromEntries(RUNG_NAMES.map((rung) => [rung, count(({ own }) => own.has(rung))])) as Funnel
  return {
    key,
    planned: count(() => true),
    delivered: count(reached),
    givenUp: count((one) => !reached(one) && lost(one)),
    supersededBeforeDelivery: count((one) => !reached(one) && !lost(one) && isOver(one.state)),
    waiting: count((one) => !reached(one) && !lost(one) && !isOver(one.state)),
    acknowledged: count(answered),
    unanswered: count((one) => reached(one) && !answered(one)),
    escalated: count(({ escalated }) => escalated),
    released: count(({ state }) => state === 'released'),
    recalled: count(({ state }) => state === 'recalled'),
    verified: funnel.verified,
    funnel,
    onBehalf: count((one) => !one.own.has('acknowledged') && one.said.has('acknowledged')),
    unreached: count((one) => !reached(one) && !isOver(one.state)),
    kilogramsUnreached: kilograms((one) => !reached(one)),
    kilogramsUnanswered: kilograms((one) => reached(one) && !answered(one)),
  }
}

function climbed(facts: readonly string[]): ReadonlySet<Rung> {
  const rungs = facts.flatMap((fact) => TELLS[fact] ?? RUNG_NAMES.find((rung) => rung === fact) ?? [])
  return withImplied(rungs)
}
