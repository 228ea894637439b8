import type { FeedKind, OfficersWord } from '../feed/decide.ts'
import { dayAt, momentOf, type Hour, type Pace } from '../feed/moment.ts'
import type { Concentrations, Facts, FeedValue } from '../feed/value.ts'
import type { Id } from '../model/id.ts'
import type { Cause } from '../model/pollutant.ts'
import { addDays, hoursBetween, type Day, type Instant } from '../model/time.ts'

/** A bulletin as the outlook reads it: the last revision of one provider's issue. */
export interface Issue {
  readonly id: Id
  readonly kind: FeedKind
  readonly provider: string
  readonly issuedAt: Instant
  readonly revision: number
  readonly pace: Pace
  readonly values: readonly FeedValue[]
  /** Null: it came from a feed. */
  readonly word: Mark | null
  /** Of a mean over stations: the other bulletins that were read. */
  readonly others?: readonly Id[]
}

/** What an officer put in, by whom and why (人工标记). */
export type Mark = OfficersWord & { readonly by: string }

/**
 * One day as now known (未来几日之一日). Where nobody said anything, or too few hours, `aqi` is null and stays null:
 * a missing day ends a run (contract 3.3), so a made-up one would change the level.
 */
export interface OutlookDay {
  readonly day: Day
  /** Unrounded, as it is judged. */
  readonly aqi: number | null
  readonly low: number | null
  readonly high: number | null
  readonly cause: Cause | null
  /** Daily means, of whoever's word counts first among those that have any; a mean that goes on is cut behind its fourth decimal. */
  readonly concentrations?: Concentrations
  /** What the forecast says of itself and of the ground that it covers; likewise. */
  readonly facts?: Facts
  /** Null where the day is missing. */
  readonly from: Source | null
}

/** Where a day's value comes from; of a day that is folded from hours, the newest bulletin that gave one. */
export interface Source {
  readonly kind: FeedKind
  readonly bulletin: Id
  /** The older bulletins that gave hours of the day; none for a value of a whole day. */
  readonly others: readonly Id[]
  readonly provider: string
  readonly revision: number
  readonly issuedAt: Instant
  /** Hours since it was issued, to a tenth. */
  readonly ageHours: number
  readonly by: FeedValue['by']
  /** How many hours of the day were there; null for a value of a whole day. */
  readonly hours: number | null
  /** An officer's word is in the value, wholly or for some of its hours; absent where it came from feeds alone. */
  readonly mark?: Mark
}

/** An hour as now known, for judging by hours. */
export interface OutlookHour {
  readonly at: Hour
  readonly kind: FeedKind
  readonly value: FeedValue
  readonly bulletin: Id
}

/** The index of a day from its hours (contract 3.3: the mean of the 24 hours from 00:00, at least 20 of them); null if too few. */
export type AqiOfHours = (hours: readonly FeedValue[], day: Day) => number | null
/** The daily means behind it, of each pollutant that has enough hours; null where none has. */
export type MassOfHours = (hours: readonly FeedValue[], day: Day) => Concentrations | null

export interface OutlookInput {
  readonly now: Instant
  /** First and last day, both included. */
  readonly from: Day
  readonly to: Day
  readonly issues: readonly Issue[]
  /** Whose word counts first, second …; those that are not named come after them, the newest issue first. */
  readonly providers: readonly string[]
  /** A forecast that is older counts after every younger one (rules/feeds). */
  readonly freshHours: number
  readonly aqiOfHours: AqiOfHours
  readonly massOfHours?: MassOfHours
}

/**
 * The days from `from` to `to` as now known. For each day:
 * - up to today an observation counts, and only where there is none the last forecast of that day;
 * - of forecasts those that are not too old, then what was entered by hand, then the older ones, the newest first;
 * - of observations those of the area as a whole, then the mean of its stations;
 * - among providers the first in `providers` that has the day; among those not named the newest issue, then the name;
 * - of one provider its newest issue that has the day. A revision replaces its issue whole (only the last is handed in).
 * In which order the bulletins arrived, or are handed in, changes nothing.
 */
export function outlook(input: OutlookInput): OutlookDay[] {
  const today = momentOf(input.now, 'day')
  const observed = sayings(input, 'observation')
  const forecast = sayings(input, 'forecast')
  const days: OutlookDay[] = []
  for (let day = input.from; day <= input.to; day = addDays(day, 1)) {
    const said = [...(day <= today ? observed(day) : []), ...forecast(day)]
    const [known = { day, aqi: null, low: null, high: null, cause: null, from: null }] = said
    const concentrations = said.find((one) => one.concentrations !== undefined)?.concentrations
    const facts = said.find((one) => one.facts !== undefined)?.facts
    days.push({ ...known, ...(concentrations && { concentrations }), ...(facts && { facts }) })
  }
  return days
}

/** The hours of the same days, by the same precedence, hour by hour; hours that nobody gave are not there. */
export function outlookHours(input: OutlookInput): OutlookHour[] {
  const hours = new Map<Hour, OutlookHour>()
  const present = momentOf(input.now, 'hour')
  for (const kind of ['observation', 'forecast'] as const)
    for (const issue of ranked(input, kind))
      for (const value of issue.pace === 'hour' ? issue.values : []) {
        const day = dayAt(value.at)
        const counts = day >= input.from && day <= input.to && (kind === 'forecast' || value.at <= present)
        if (counts && !hours.has(value.at)) hours.set(value.at, { at: value.at, kind, value, bulletin: issue.id })
      }
  return [...hours.values()].sort((a, b) => (a.at < b.at ? -1 : 1))
}

interface Said {
  readonly value: FeedValue
  readonly issue: Issue
}

/** What all providers of a kind say about a day, what counts first in front. */
function sayings(input: OutlookInput, kind: FeedKind): (day: Day) => OutlookDay[] {
  const days = new Map<Day, Said>()
  const hours = new Map<Day, Map<string, Map<Hour, Said>>>()
  const issues = ranked(input, kind)
  for (const issue of issues)
    for (const value of issue.values)
      if (issue.pace === 'day') keep(days, value.at, { value, issue })
      else keep(nested(nested(hours, dayAt(value.at)), issue.provider), value.at, { value, issue })

  return (day) => {
    const whole = days.get(day)
    const candidates = [...(hours.get(day)?.values() ?? [])].map((said) => fromHours(day, [...said.values()], input))
    if (whole !== undefined) candidates.unshift(fromDay(day, whole, input.now))
    const order = (one: OutlookDay) => issues.findIndex((issue) => issue.id === one.from?.bulletin)
    return candidates.filter((one) => one.aqi !== null).sort((a, b) => order(a) - order(b))
  }
}

/** The issues of a kind, those that count first in front; a total order, so that the order of arrival does not show. */
function ranked(input: OutlookInput, kind: FeedKind): Issue[] {
  const { issues, providers } = input
  const rank = (issue: Issue) =>
    isStale(issue, input) || !providers.includes(issue.provider) ? providers.length : providers.indexOf(issue.provider)
  const tier = (issue: Issue) =>
    isStale(issue, input) ? 2 : issue.word?.origin === 'hand' || issue.others !== undefined ? 1 : 0
  return issues
    .filter((issue) => issue.kind === kind)
    .sort(
      (a, b) =>
        tier(a) - tier(b) ||
        rank(a) - rank(b) ||
        compare(b.issuedAt, a.issuedAt) ||
        compare(a.provider, b.provider) ||
        b.revision - a.revision ||
        compare(a.id, b.id),
    )
}

/** Who forecasts, by name. */
export function forecastersIn(issues: readonly Issue[]): string[] {
  return [...new Set(issues.flatMap(({ kind, provider }) => (kind === 'forecast' ? [provider] : [])))].sort()
}

/** A forecast that is too old to stand against a younger one; what was observed does not age. */
export function isStale(
  { kind, issuedAt }: Pick<Issue, 'kind' | 'issuedAt'>,
  { now, freshHours }: Pick<OutlookInput, 'now' | 'freshHours'>,
): boolean {
  return kind === 'forecast' && hoursBetween(issuedAt, now) > freshHours
}

function fromDay(day: Day, { value, issue }: Said, now: Instant): OutlookDay {
  return {
    day,
    aqi: value.aqi,
    low: value.low ?? null,
    high: value.high ?? null,
    cause: value.cause ?? null,
    ...(value.concentrations && { concentrations: value.concentrations }),
    ...(value.facts && { facts: value.facts }),
    from: { ...sourceOf(issue, value.by, null, now), ...markOf([{ value, issue }]) },
  }
}

/** A range or a cause is a day's only where every hour has one: half a range would look narrower than it is. */
function fromHours(day: Day, said: readonly Said[], { now, aqiOfHours, massOfHours }: OutlookInput): OutlookDay {
  const values = said.map(({ value }) => value)
  const newest = said.reduce((a, b) => (compare(b.issue.issuedAt, a.issue.issuedAt) > 0 ? b : a))
  const bulletins = new Set(said.flatMap(({ issue }) => [issue.id, ...(issue.others ?? [])]))
  const others = [...bulletins].filter((id) => id !== newest.issue.id).toSorted(compare)
  const [cause] = new Set(values.map((value) => value.cause))
  const concentrations = massOfHours?.(values, day)
  const facts = values.find((value) => value.facts !== undefined)?.facts
  return {
    day,
    aqi: aqiOfHours(values, day),
    low: meanOf(values.map((value) => value.low)),
    high: meanOf(values.map((value) => value.high)),
    cause: cause !== undefined && values.every((value) => value.cause === cause) ? cause : null,
    ...(concentrations && { concentrations }),
    ...(facts && { facts }),
    from: { ...sourceOf(newest.issue, newest.value.by, said.length, now), ...markOf(said), others },
  }
}

/** The newest word of an officer among what made a day. */
function markOf(said: readonly Said[]): { mark?: Mark } {
  const own = said.filter(({ issue, value }) => issue.word?.origin !== 'accepted' || value.accepted)
  const words = own.filter(({ issue }) => issue.word !== null).toSorted((a, b) => compare(b.issue.id, a.issue.id))
  const mark = words[0]?.issue.word
  return mark ? { mark } : {}
}

function sourceOf(issue: Issue, by: FeedValue['by'], hours: number | null, now: Instant): Source {
  const { kind, id, provider, revision, issuedAt } = issue
  const ageHours = Math.round(hoursBetween(issuedAt, now) * 10) / 10
  return { kind, bulletin: id, others: issue.others ?? [], provider, revision, issuedAt, ageHours, by, hours }
}

function meanOf(values: readonly (number | undefined)[]): number | null {
  const given = values.filter((value) => value !== undefined)
  if (given.length < values.length) return null
  return Math.round((given.reduce((sum, value) => sum + value, 0) / given.length) * 10) / 10
}

function nested<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const found = map.get(key) ?? new Map<L, V>()
  map.set(key, found)
  return found
}

function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (!map.has(key)) map.set(key, value)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
