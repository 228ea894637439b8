import { judge, judgePreStage } from '../assessment/decide.ts'
import { indicesOf } from '../assessment/indices.ts'
import { timelineOf, type Measured } from '../assessment/timeline.ts'
import { numberOfDay, showDay, showHour } from '../feed/calendar.ts'
import type { Pace } from '../feed/moment.ts'
import type { Row, Series } from '../feed/series.ts'
import { POLLUTANTS } from '../model/pollutant.ts'
import { epochMs, type Instant } from '../model/time.ts'
import type { Rulebooks } from '../rulebook/books.ts'
import type { AqiCase, Days, Hours, LevelCase, RuleCase, SeasonCase } from '../rulebook/cases.ts'
import { covers, type Dated } from '../rulebook/citation.ts'
import { decimalOf } from '../rulebook/decimal.ts'
import type { Action } from '../rulebook/levelForms.ts'
import { actionsAt, stagesAt, type Rulebook } from '../rulebook/levels.ts'
import { callOf, spansOf } from './decide.ts'
import type { Played } from './paper.ts'
import { replayArea } from './replay.ts'
import { Tally } from './summary.ts'

const AREA = 'case'

/**
 * Runs a case of `rules/cases`.
 * @returns what came out and what was expected, as far as the case asks; the case holds when the two are the same.
 */
export function runCase(one: RuleCase, rules: Rulebooks): { found: object; expected: object } {
  if ('standard' in one) return runAqiCase(one, rules)
  return 'season' in one ? runSeasonCase(one, rules) : runLevelCase(one, rules)
}

function runAqiCase(one: AqiCase, rules: Rulebooks) {
  const standard = inForce(
    rules.files.aqi.map(({ data }) => data).find(({ id }) => id === one.standard),
    one.standard,
    one.asOf,
  )
  const rows =
    one.hourly === undefined
      ? [rowOf(numberOfDay(one.asOf), 'day', { concentrations: one.daily })]
      : hourRows(one.hourly, numberOfDay(one.asOf))
  const found = [...indicesOf(seriesOf(one.hourly === undefined ? 'day' : 'hour', rows), standard)].at(-1)
  return asked({ aqi: found?.aqi ?? null, primary: found?.primary ?? [] }, one.expect)
}

function runLevelCase(one: LevelCase, rules: Rulebooks) {
  const book = bookOf(one, rules)
  const today = numberOfDay(one.asOf)
  const pace: Pace = one.hours === undefined ? 'day' : 'hour'
  const observed = one.observed ?? []
  const rows =
    one.hours === undefined
      ? [...dayRows(observed, today - observed.length + 1), ...dayRows(one.forecast ?? [], today + 1)]
      : [...hourRows(one.today ?? [], today), ...hourRows(one.hours, today + 1)]
  const timeline = timelineOf(pace, rows, POLLUTANTS, book, rules)
  const lastRow = rows.at(-1)?.at ?? today
  const last = pace === 'day' ? lastRow : Math.floor(lastRow / 24)
  const window = { first: today + 1, last }
  const { level, first, last: end, clauses, runs } = judge(timeline, window, book)
  const before = pace === 'day' ? today : (today + 1) * 24 - 1
  const call = callOf(book, spansOf(runs, pace), today, last, null)
  const early = judgePreStage(timeline, window, book)
  return asked(
    {
      assess: level,
      from: first === null ? null : first - before,
      to: end === null ? null : end - before,
      clauses,
      episode: { level: call.level, days: (call.last ?? 0) - (call.first ?? 1) + 1 },
      preStage: early === null ? null : { from: early.first - before, to: early.last - before },
      stages: level === 'none' ? [] : stagesAt(book, level),
      actions: level === 'none' ? [] : actionsAt(book, level).map(sayAction),
    },
    one.expect,
  )
}

function runSeasonCase(one: SeasonCase, rules: Rulebooks) {
  const book = bookOf(one, rules)
  const first = numberOfDay(one.asOf)
  const played = replayArea(seriesOf('day', dayRows(one.season, first)), AREA, book, rules, one.horizon)
  const tally = new Tally(book)
  tally.add(played)
  const { falseDays, missedDays } = tally.summary()
  const dayOf = (at: Instant) => Math.floor((epochMs(at) / 3_600_000 + 8) / 24) - first + 1
  const warnings = played.warnings.map((warning, k) => {
    const expected = one.expect.warnings[k]
    const raised = expected?.raised === undefined ? {} : { raised: raisedOf(warning).map(dayOf) }
    const { issued, start, end, peak } = warning
    return { issued: dayOf(issued), start: dayOf(start), end: end === null ? null : dayOf(end), peak, ...raised }
  })
  return asked({ warnings, falseDays, missedDays }, one.expect)
}

function raisedOf({ changes }: Played): Instant[] {
  return changes.slice(1).map(({ at }) => at)
}

/** Of what was found only what the case asks for. */
function asked(found: Record<string, unknown>, expected: Readonly<Record<string, unknown>>) {
  return { found: Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]])), expected }
}

function bookOf(one: LevelCase | SeasonCase, rules: Rulebooks): Rulebook {
  return inForce(rules.get(one.rulebook) ?? undefined, one.rulebook, one.asOf)
}

/** A case whose day lies outside its book tests a rule that nobody would have applied. */
function inForce<T extends Dated>(book: T | undefined, id: string, day: string): T {
  if (book === undefined) throw new RangeError(`there is no active ${id}`)
  if (!covers(book, day)) throw new RangeError(`${id} is not in force on ${day}`)
  return book
}

function seriesOf(pace: Pace, rows: readonly Row[]): Series {
  return { pace, pollutants: POLLUTANTS, rows, areas: new Map([[AREA, rows]]), ignored: [] }
}

function sayAction({ zh, from, until }: Action): string {
  return from === undefined && until === undefined ? zh : `${zh} ${from ?? '00:00'}–${until ?? '24:00'}`
}

type CaseRow = Row & Measured

function dayRows(days: Days, first: number): CaseRow[] {
  return days.map((day, k) => rowOf(first + k, 'day', givenOf(day)))
}

/** `> 450` stands for every value above: thresholds have at most three decimals. */
function givenOf(day: Days[number]): Given {
  if (typeof day === 'string') return { aqi: Number(day.slice(2)) + (day.startsWith('>') ? 0.001 : -0.001) }
  return day !== null && typeof day === 'object' ? day : { aqi: day }
}

function hourRows(blocks: Hours, day: number): CaseRow[] {
  let at = day * 24
  return blocks.flatMap((block) => Array.from({ length: block.hours }, () => rowOf(at++, 'hour', block)))
}

type Given = Partial<Pick<Hours[number], 'aqi' | 'cause' | 'concentrations' | 'facts'>>

function rowOf(at: number, pace: Pace, { aqi = null, cause, concentrations, facts }: Given): CaseRow {
  return {
    area: AREA,
    date: pace === 'day' ? showDay(at) : showHour(at),
    at,
    aqi: aqi === null ? '' : decimalOf(aqi),
    concentrations: POLLUTANTS.map((name) => {
      const value = concentrations?.[name]
      return value === undefined ? '' : decimalOf(value)
    }),
    cause: cause ?? null,
    facts,
    row: 0,
  }
}
