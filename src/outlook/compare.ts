import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import {
  forecastersIn,
  isStale,
  outlook,
  type Issue,
  type OutlookDay,
  type OutlookInput,
  type Source,
} from './decide.ts'

/** What one provider forecasts of a day (各家预报). */
export interface Saying {
  readonly aqi: number
  readonly low: number | null
  readonly high: number | null
  readonly from: Source
  /** Too old to stand against a younger one. */
  readonly stale: boolean
}

/** What the same provider said of the day before it said what counts now (较上次): its run, or its revision, before. */
export interface Previous {
  readonly aqi: number
  /** From then to now. */
  readonly change: number
  readonly bulletin: Id
  readonly issuedAt: Instant
  readonly revision: number
}

/** A day beside what else is said, and was said, of it. */
export interface Compared {
  readonly day: OutlookDay
  readonly previous: Previous | null
  readonly sayings: readonly Saying[]
  /** Over what is not too old and is forecast by several; null where only one speaks. */
  readonly spread: { readonly low: number; readonly high: number; readonly disagree: boolean } | null
}

/**
 * The days of an outlook beside what each provider says of them, and what was said before.
 * @param earlier revisions that were replaced: the last revision alone is among the issues.
 * @param disagreement how far apart providers lie that disagree, on the index.
 */
export function compare(input: OutlookInput, earlier: readonly Issue[], disagreement: number): Compared[] {
  const forecasts = input.issues.filter(({ kind }) => kind === 'forecast')
  const alone = forecastersIn(forecasts).map((name) => ofProvider(input, forecasts, name))
  return outlook(input).map((day, n) => {
    const sayings = alone.flatMap((days) => sayingOf(days[n], input) ?? [])
    return { day, sayings, previous: previousOf(day, input, earlier), spread: spreadOf(sayings, disagreement) }
  })
}

function ofProvider(input: OutlookInput, forecasts: readonly Issue[], name: string): OutlookDay[] {
  return outlook({ ...input, issues: forecasts.filter(({ provider }) => provider === name) })
}

function sayingOf(day: OutlookDay | undefined, input: OutlookInput): Saying | null {
  if (!day || day.aqi === null || day.from === null) return null
  const { aqi, low, high, from } = day
  return { aqi, low, high, from, stale: isStale(from, input) }
}

function previousOf({ day, aqi, from }: OutlookDay, input: OutlookInput, earlier: readonly Issue[]): Previous | null {
  if (aqi === null || from?.kind !== 'forecast') return null
  const before = [...input.issues, ...earlier].filter(
    ({ kind, provider, issuedAt, revision }) =>
      kind === 'forecast' &&
      provider === from.provider &&
      (issuedAt < from.issuedAt || (issuedAt === from.issuedAt && revision < from.revision)),
  )
  const [was] = outlook({ ...input, from: day, to: day, issues: before })
  if (!was || was.aqi === null || was.from === null) return null
  const { bulletin, issuedAt, revision } = was.from
  return { aqi: was.aqi, change: Math.round((aqi - was.aqi) * 10) / 10, bulletin, issuedAt, revision }
}

function spreadOf(sayings: readonly Saying[], disagreement: number): Compared['spread'] {
  const fresh = sayings.filter(({ stale }) => !stale).map(({ aqi }) => aqi)
  if (fresh.length < 2) return null
  const [low, high] = [Math.min(...fresh), Math.max(...fresh)]
  return { low, high, disagree: high - low >= disagreement }
}
