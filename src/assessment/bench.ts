import { monotonicMs } from '../clock.ts'
import type { FeedValue } from '../feed/value.ts'
import type { Io } from '../model/command.ts'
import { addDays, dayOf, type Day, type Instant } from '../model/time.ts'
import { outlook, type Issue, type OutlookInput } from '../outlook/decide.ts'
import { aqiOfHours } from '../outlook/judge.ts'
import type { Rulebooks } from '../rulebook/books.ts'
import type { Rulebook } from '../rulebook/levels.ts'
import { groundsOf } from './card.ts'
import { assess, hoursIn } from './days.ts'
import { headline } from './headline.ts'

const NOW: Instant = '2024-12-24T10:00:00.000Z'
const DAYS = 7
const PROVIDERS = ['示例中心', '示例气象']
/** Cities before the clock runs: what the compiler does at first is not what is measured. */
const WARM_UP = 40

/**
 * From the forecast bundles of a city, every hour of seven days by every provider, to its decision card as JSON: the
 * outlook, the level with its trace, the changes that would alter it, every provider alone, the sentence (`bench card`).
 * Beside a floor: the same bundles read from JSON, which any card must do at least once. On one core.
 */
export function benchCard(cities: number, rules: Rulebooks, book: Rulebook, io: Io): void {
  const draw = draws(20_241_224)
  const bundles = Array.from({ length: cities }, () => JSON.stringify(PROVIDERS.map((name) => bundleOf(name, draw))))
  for (const bundle of bundles.slice(0, WARM_UP)) cardOf(bundle, rules, book)
  const times: number[] = []
  const levels = new Map<string, number>()
  const begun = monotonicMs()
  for (const bundle of bundles) {
    const from = monotonicMs()
    const { level } = cardOf(bundle, rules, book)
    times.push(monotonicMs() - from)
    levels.set(level, (levels.get(level) ?? 0) + 1)
  }
  const seconds = (monotonicMs() - begun) / 1000
  io.err(`cards: ${cities} in ${seconds.toFixed(2)} s; ${[...levels].map(([level, n]) => `${n} ${level}`).join(', ')}`)
  const floorBegun = monotonicMs()
  for (const bundle of bundles) JSON.parse(bundle)
  const floorSeconds = (monotonicMs() - floorBegun) / 1000
  io.err(`floor: the bundles read in ${floorSeconds.toFixed(3)} s`)
  times.sort((a, b) => a - b)
  const at = (share: number) => rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0)
  io.out(
    JSON.stringify({
      orders: cities,
      seconds: rounded(seconds),
      perSecond: Math.round(cities / seconds),
      floorPerSecond: Math.round(cities / floorSeconds),
      ratio: rounded(floorSeconds / seconds),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      worstMs: rounded(times.at(-1) ?? 0),
      peakMB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  )
}

function cardOf(bundle: string, rules: Rulebooks, book: Rulebook): { level: string; bytes: number } {
  const issues = JSON.parse(bundle) as Issue[]
  const today = dayOf(NOW)
  const window = { from: addDays(today, 1), to: addDays(today, DAYS) }
  const { freshHours } = rules.feeds(today).precedence
  const input: OutlookInput = {
    now: NOW,
    ...window,
    issues,
    providers: PROVIDERS,
    freshHours,
    aqiOfHours: aqiOfHours(rules),
  }
  const days = outlook(input)
  const hours = hoursIn(input, rules)
  const { level, from, to, clauses, trace } = assess(book, days, window, hours)
  const grounds = groundsOf({ book, standards: rules, at: NOW, window, outlook: input, days, hours, previous: null })
  const assessment = {
    id: '',
    area: '',
    at: NOW,
    rulebookId: book.id,
    rulebookHash: book.hash,
    bulletins: [],
    level,
    from,
    to,
    clauses,
    trace,
    outlook: days,
  }
  const say = headline(assessment, book, grounds, { now: NOW, startsAt: null, issueBy: null, proposed: null })
  return { level, bytes: JSON.stringify({ ...assessment, grounds, headline: say }).length }
}

/** A winter's week of one city, each hour drawn towards the hour before; the same numbers at every run. */
function bundleOf(provider: string, draw: () => number): Issue {
  const values: FeedValue[] = []
  const first: Day = addDays(dayOf(NOW), 1)
  let weather = draw() * 2 - 0.6
  for (let hour = 0; hour < DAYS * 24; hour++) {
    weather = 0.97 * weather + 0.12 * (draw() + draw() - 0.9)
    const pm25 = Math.min(600, Math.round(90 * Math.exp(0.7 * weather)))
    const at = `${addDays(first, Math.floor(hour / 24))}T${String(hour % 24).padStart(2, '0')}:00`
    const concentrations = {
      pm25,
      pm10: Math.round(pm25 * 1.4),
      so2: Math.round(10 + 20 * draw()),
      no2: Math.round(30 + 40 * draw()),
      co: Math.round(8 + 20 * draw()) / 10,
      o3_1h: Math.round(20 + 60 * draw()),
    }
    values.push({ at, aqi: null, by: 'concentrations', concentrations })
  }
  return {
    id: `bundle of ${provider}`,
    kind: 'forecast',
    provider,
    issuedAt: NOW,
    revision: 1,
    pace: 'hour',
    values,
    word: null,
  }
}

/** A linear congruential generator: numbers from 0 to 1, the same for the same seed. */
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(3))
}
