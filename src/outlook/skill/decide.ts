import type { FeedRules } from '../../rulebook/books.ts'
import { addDays, dayOf, type Day } from '../../model/time.ts'
import { outlook, type Issue, type OutlookInput } from '../decide.ts'

/** What a day that was forecast so many days ahead came to (预报检验样本). */
export interface Pair {
  /** Days from the day of the issue: 0 is the day itself. */
  readonly lead: number
  readonly day: Day
  readonly forecast: number
  readonly observed: number
}

/** How good a provider is at one lead time (分时效预报评分). */
export interface Skill {
  readonly lead: number
  /** How many days were compared. */
  readonly days: number
  /** Share of the days on which the index was met, as the rule says what that is. */
  readonly hitShare: number
  /** Mean of forecast minus observed, and of its size: above zero it forecasts too much. */
  readonly bias: number
  readonly meanError: number
  /** Heavy days: forecast and come, not forecast and come, forecast and not come. */
  readonly heavy: { readonly hits: number; readonly misses: number; readonly falseAlarms: number }
}

/**
 * What each issue of one provider said of the days that have been observed since; of one day and lead the newest issue.
 * What officers put in is not the provider's: a forecast that was corrected is judged as it was sent.
 * @param input over the days that are compared; its issues hold the observations and the forecasts.
 */
export function pairsOf(input: OutlookInput, provider: string): Pair[] {
  const observations = input.issues.filter(({ kind }) => kind === 'observation')
  const observed = new Map<Day, number>()
  for (const { day, aqi } of outlook({ ...input, issues: observations })) if (aqi !== null) observed.set(day, aqi)
  const own = input.issues
    .filter((issue) => issue.kind === 'forecast' && issue.provider === provider && isOwn(issue))
    .toSorted((a, b) => (a.issuedAt < b.issuedAt ? 1 : -1))
  const pairs = new Map<string, Pair>()
  for (const issue of own) {
    const issued = dayOf(issue.issuedAt)
    const last = [...observed.keys()].at(-1) ?? issued
    const from = issued > input.from ? issued : input.from
    if (from > last) continue
    for (const { day, aqi } of outlook({ ...input, from, to: last, issues: [issue], providers: [] })) {
      const came = observed.get(day)
      const lead = daysBetween(issued, day)
      const key = `${lead} ${day}`
      if (aqi !== null && came !== undefined && !pairs.has(key))
        pairs.set(key, { lead, day, forecast: aqi, observed: came })
    }
  }
  return [...pairs.values()].sort((a, b) => a.lead - b.lead || (a.day < b.day ? -1 : 1))
}

/** By lead time, the nearest first; a lead of which nothing has come yet is not there. */
export function skillOf(pairs: readonly Pair[], { hit, heavy }: FeedRules['skill']): Skill[] {
  return [...Map.groupBy(pairs, ({ lead }) => lead)]
    .sort(([a], [b]) => a - b)
    .map(([lead, own]) => {
      const errors = own.map(({ forecast, observed }) => forecast - observed)
      const isHit = ({ forecast, observed }: Pair) =>
        Math.abs(forecast - observed) <= Math.max(hit.within, (observed * hit.percent) / 100)
      const count = (holds: (pair: Pair) => boolean) => own.filter(holds).length
      return {
        lead,
        days: own.length,
        hitShare: rounded(count(isHit) / own.length, 1000),
        bias: rounded(sumOf(errors) / own.length, 10),
        meanError: rounded(sumOf(errors.map(Math.abs)) / own.length, 10),
        heavy: {
          hits: count(({ forecast, observed }) => forecast > heavy && observed > heavy),
          misses: count(({ forecast, observed }) => forecast <= heavy && observed > heavy),
          falseAlarms: count(({ forecast, observed }) => forecast > heavy && observed <= heavy),
        },
      }
    })
}

/** The days that are looked back over, up to yesterday: today is not over. */
export function daysCompared(today: Day, { days }: FeedRules['skill']): { from: Day; to: Day } {
  return { from: addDays(today, -days), to: addDays(today, -1) }
}

function isOwn({ word }: Issue): boolean {
  return word === null || word.origin === 'accepted'
}

function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}

function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts
}
