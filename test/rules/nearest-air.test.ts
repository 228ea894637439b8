import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groundsOf, type Alternative } from '../../src/assessment/card.ts'
import { hoursIn, levelOf } from '../../src/assessment/days.ts'
import { dayAt } from '../../src/feed/moment.ts'
import type { Concentrations, FeedValue } from '../../src/feed/value.ts'
import { isAbove, type Level } from '../../src/model/level.ts'
import { addDays } from '../../src/model/time.ts'
import { outlook, type Issue, type OutlookInput } from '../../src/outlook/decide.ts'
import { aqiOfHours, massOfHours } from '../../src/outlook/judge.ts'
import { dailyIndex } from '../../src/rulebook/aqi.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import type { Rulebook } from '../../src/rulebook/levels.ts'

const rules = loadRulebooks()
const bookOf = (id: string) => rules.get(id) ?? expect.fail(`no book ${id}`)

interface Case {
  readonly book: Rulebook
  /** The day of the decision; the first value is of the day after. */
  readonly today: string
  readonly values: readonly FeedValue[]
}

const window = ({ today }: Case) => ({ from: addDays(today, 1), to: addDays(today, 3), today })

function inputOf({ today, values }: Case): OutlookInput {
  const now = `${today}T10:00:00.000Z`
  const pace = (values[0]?.at.length ?? 10) > 10 ? 'hour' : 'day'
  const issue: Issue = {
    id: 'it',
    kind: 'forecast',
    provider: '示例中心',
    issuedAt: now,
    revision: 1,
    pace,
    word: null,
    values,
  }
  return {
    now,
    from: addDays(today, 1),
    to: addDays(today, 3),
    issues: [issue],
    providers: [],
    freshHours: 36,
    aqiOfHours: aqiOfHours(rules),
    massOfHours: massOfHours(rules),
  }
}

function levelIn(one: Case): Level {
  const input = inputOf(one)
  return levelOf(one.book, outlook(input), window(one), hoursIn(input, rules)).level
}

function answers(one: Case): readonly Alternative[] {
  const input = inputOf(one)
  const { up, down } = groundsOf({
    book: one.book,
    standards: rules,
    at: input.now,
    window: window(one),
    outlook: input,
    days: outlook(input),
    hours: hoursIn(input, rules),
    previous: null,
  })
  return [...up, ...down]
}

/** The same with one pollutant of a day moved, as whoever forecasts would send it. */
function moved(one: Case, day: string, name: 'pm25' | 'pm10', by: number): Case {
  const values = one.values.map((value): FeedValue => {
    const own = value.concentrations?.[name]
    if (dayAt(value.at) !== day || own === undefined) return value
    const concentrations = { ...value.concentrations, [name]: Math.max(0, own + by) }
    return value.at.length > 10 ? { ...value, concentrations } : { ...value, ...daily(value.at, concentrations) }
  })
  return { ...one, values }
}

function daily(at: string, concentrations: Concentrations): FeedValue {
  const standard = rules.aqi(at) ?? expect.fail(at)
  const texts = Object.fromEntries(Object.entries(concentrations).map(([name, value]) => [name, String(value)]))
  return { at, aqi: dailyIndex(standard, texts).aqi, by: 'concentrations', concentrations }
}

const alters = (direction: 'up' | 'down', before: Level, after: Level) =>
  direction === 'up' ? isAbove(after, before) : isAbove(before, after)

/** The pollutants by which a day may be moved: those with the highest sub-index, and those that the book reads. */
function leading(one: Case, day: string): ('pm25' | 'pm10')[] {
  const own = outlook(inputOf(one)).find((each) => each.day === day)
  const means = own?.concentrations ?? {}
  const standard = rules.aqi(day) ?? expect.fail(day)
  const index = (name: 'pm25' | 'pm10') =>
    means[name] === undefined ? -1 : (dailyIndex(standard, { [name]: String(means[name]) }).aqi ?? 0)
  const highest = Math.max(index('pm25'), index('pm10'))
  const clauses = one.book.alternatives.flatMap((each) => [...each.clauses])
  return (['pm25', 'pm10'] as const).filter((name) => {
    if (index(name) < 0) return false
    return (
      clauses.some(({ reads, hours }) => reads === name && hours >= 24) ||
      (clauses.some(({ reads }) => reads === 'aqi') && index(name) === highest)
    )
  })
}

const near = fc
  .constantFrom(50, 75, 100, 115, 150, 160, 200, 250)
  .chain((edge) => fc.integer({ min: Math.max(0, edge - 12), max: edge + 12 }))
const coarse = fc.constantFrom(60, 150, 250, 350, 420).chain((edge) => fc.integer({ min: edge - 12, max: edge + 12 }))
const tenths = fc.constantFrom(0, 0, 0, 0.4, 0.5)
const books = fc.constantFrom(
  { book: bookOf('cn-2024-6'), today: '2024-12-24' },
  { book: bookOf('cn-2024-6'), today: '2026-12-24' },
  { book: bookOf('cn-2018-875'), today: '2019-12-24' },
  { book: bookOf('bj-2023'), today: '2024-12-24' },
  { book: bookOf('chengdu-2017'), today: '2018-01-20' },
  { book: bookOf('korea-2019'), today: '2019-03-04' },
  { book: bookOf('france-2016'), today: '2017-01-20' },
)

describe('the nearest change in µg/m³', () => {
  it('is the least of all days and all pollutants that count, against every smaller one', () => {
    const day = fc.tuple(near, coarse, tenths, fc.integer({ min: 0, max: 6 }))
    fc.assert(
      fc.property(books, fc.array(day, { minLength: 1, maxLength: 3 }), (place, air) => {
        const one: Case = {
          ...place,
          values: air.map(([pm25, pm10, tenth, which], k) => ({
            ...daily(addDays(place.today, k + 1), {
              ...(which < 6 && { pm25: pm25 + tenth }),
              ...(which % 3 === 0 && { pm10 }),
            }),
            facts: { km2: 500 },
          })),
        }
        const before = levelIn(one)
        const found = answers(one)
        for (const direction of ['up', 'down'] as const) {
          let best: { by: number; day: string; pollutant: string; level: Level } | null = null
          for (let k = 1; k <= air.length; k++)
            for (const pollutant of leading(one, addDays(place.today, k))) {
              const day = addDays(place.today, k)
              for (let by = 1; by <= 700 && (best === null || by < best.by); by++) {
                const level = levelIn(moved(one, day, pollutant, direction === 'up' ? by : -by))
                if (alters(direction, before, level)) best = { by, day, pollutant, level }
              }
            }
          const own = found.find((each) => each.kind === 'mass' && each.direction === direction)
          const [shift] = own?.days ?? []
          const said = own && {
            by: Number(shift?.masses[0]?.by),
            day: shift?.day,
            pollutant: shift?.masses[0]?.pollutant,
            level: own.level,
          }
          expect(said ?? null).toEqual(best)
        }
      }),
      { numRuns: 25 },
    )
  })

  const byTheHour = (one: Omit<Case, 'values'>, hours: readonly Concentrations[]): Case => ({
    ...one,
    values: hours.map((concentrations, h) => ({
      at: `${addDays(one.today, 1 + Math.floor(h / 24))}T${String(h % 24).padStart(2, '0')}:00`,
      aqi: null,
      by: 'concentrations',
      concentrations,
    })),
  })

  it('moves every hour of a day that is forecast by the hour, with every 24 hours that hold one of them', () => {
    const spell = fc.record({ long: fc.integer({ min: 8, max: 40 }), pm25: near, pm10: coarse, both: fc.boolean() })
    const some = fc.constantFrom(
      { book: bookOf('cn-2024-6'), today: '2024-12-24' },
      { book: bookOf('cn-2024-6'), today: '2026-12-24' },
      { book: bookOf('bj-2023'), today: '2024-12-24' },
      { book: bookOf('chengdu-2017'), today: '2018-01-20' },
      { book: bookOf('korea-2019'), today: '2019-03-04' },
    )
    fc.assert(
      fc.property(some, fc.array(spell, { minLength: 2, maxLength: 5 }), (place, spells) => {
        const hours = spells.flatMap(({ long, pm25, pm10, both }) =>
          Array.from({ length: long }, (_, h): Concentrations => ({
            pm25: Math.max(0, pm25 + ((h * 7) % 11) - 5),
            ...(both && { pm10 }),
          })),
        )
        const one = byTheHour(place, hours.slice(0, 72))
        const before = levelIn(one)
        const found = answers(one)
        for (const direction of ['up', 'down'] as const) {
          const own = found.find((each) => each.kind === 'mass' && each.direction === direction)
          const [shift] = own?.days ?? []
          const by = Number(shift?.masses[0]?.by ?? 501)
          const sign = direction === 'up' ? 1 : -1
          if (own !== undefined && shift !== undefined)
            expect(levelIn(moved(one, shift.day, shift.masses[0]?.pollutant as 'pm25', sign * by))).toBe(own.level)
          for (const { day } of outlook(inputOf(one)))
            for (const pollutant of leading(one, day))
              expect(alters(direction, before, levelIn(moved(one, day, pollutant, sign * (by - 1))))).toBe(false)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('is said as an officer would', () => {
    const place = { book: bookOf('cn-2024-6'), today: '2024-12-24' }
    const [up] = answers({
      ...place,
      values: [161, 242, 155].map((pm25, k) => daily(addDays(place.today, k + 1), { pm25 })),
    })
    expect(up?.say).toEqual({
      zh: '12月26日（周四）PM2.5 日均再高 9 µg/m³（至 251），即为红色',
      en: 'Thu 26 Dec PM2.5 9 µg/m³ higher (251): red',
    })
    const korea = { book: bookOf('korea-2019'), today: '2019-03-04' }
    const [higher] = answers({ ...korea, values: [daily('2019-03-05', { pm25: 70.2, pm10: 300 })] })
    // What the book reads is compared unrounded: five more are more than 75.
    expect(higher).toMatchObject({ kind: 'mass', level: 'blue', days: [{ masses: [{ pollutant: 'pm25', by: '5' }] }] })
  })
})

describe('the nearest change in hours', () => {
  /** Values of 24 hours from every hour, by a reading of its own: runs of means, and runs of the days among them. */
  function levelByHand({ alternatives }: Rulebook, means: readonly number[]): Level {
    let highest: Level = 'none'
    for (const { level, clauses } of alternatives)
      for (const per of [1, 24]) {
        const values = means.filter((_, k) => k % per === 0)
        const need = (hours: number) => (per === 1 ? hours - 23 : Math.ceil(hours / 24))
        const longest = (over: number, from: number, to: number) => {
          let [best, run] = [0, 0]
          for (let k = from; k <= to; k++) best = Math.max(best, (run = (values[k] ?? 0) > over ? run + 1 : 0))
          return best
        }
        const [first, ...further] = clauses
        const over = first.threshold / 1000
        for (let from = 0; from < values.length; from++) {
          let to = from
          while (to < values.length && (values[to] ?? 0) > over) to++
          const holds =
            to - from >= need(first.hours) &&
            further.every((clause) => longest(clause.threshold / 1000, from, to - 1) >= need(clause.hours))
          if (holds && isAbove(level, highest)) highest = level
        }
      }
    return highest
  }

  const spells = fc.array(
    fc.record({ long: fc.integer({ min: 3, max: 30 }), aqi: fc.constantFrom(100, 160, 210, 310) }),
    {
      minLength: 3,
      maxLength: 8,
    },
  )

  it('is one that alters the level, while an hour less does not, at either end', () => {
    const book = bookOf('cn-2024-6')
    fc.assert(
      fc.property(spells, (given) => {
        const hours = given.flatMap(({ long, aqi }) => Array.from({ length: long }, () => aqi)).slice(0, 72)
        const values = [...hours, ...Array.from({ length: 72 - hours.length }, () => 100)].map((aqi, h): FeedValue => ({
          at: `${addDays('2024-12-24', 1 + Math.floor(h / 24))}T${String(h % 24).padStart(2, '0')}:00`,
          aqi,
          by: 'aqi',
        }))
        const one = { book, today: '2024-12-24', values }
        const means = Array.from({ length: 49 }, (_, k) => {
          const inside = values.slice(k, k + 24).map(({ aqi }) => aqi ?? 0)
          return inside.reduce((sum, aqi) => sum + aqi, 0) / 24
        })
        const before = levelIn(one)
        expect(levelByHand(book, means)).toBe(before)
        const found = answers(one)
        const down = found.find(({ kind, direction }) => kind === 'length' && direction === 'down')
        const up = found.find(({ kind, direction }) => kind === 'length' && direction === 'up')
        const own = book.alternatives
          .filter(({ level }) => level === before)
          .map(({ clauses: [first] }) => first.threshold / 1000)
        // Downwards: every stretch beyond a threshold of the level is cut at the same end.
        const cut = (by: number, end: 'first' | 'last') => {
          const others = [...means]
          for (const over of own)
            for (const [from, to] of stretches(means, over)) {
              for (let k = 0; k < by && k <= to - from; k++) {
                const place = end === 'last' ? to - k : from + k
                others[place] = Math.min(others[place] ?? 0, over)
              }
            }
          return levelByHand(book, others)
        }
        const altered = means.findIndex(
          (_, k) => isAbove(before, cut(k + 1, 'last')) || isAbove(before, cut(k + 1, 'first')),
        )
        if (before !== 'none') expect(down?.by).toBe(altered + 1)
        // Upwards: a stretch goes on, at its end or its beginning.
        const higher = book.alternatives
          .filter(({ level }) => isAbove(level, before))
          .map(({ clauses: [first] }) => first.threshold / 1000)
        const grown = Array.from({ length: 49 }, (_, n) => n + 1).find((by) =>
          higher.some((over) =>
            stretches(means, over).some(([from, to]) =>
              [to + 1, from - by].some((start) => {
                if (start < 0 || start + by > means.length) return false
                const others = means.map((mean, k) => (k >= start && k < start + by ? Math.max(mean, over + 1) : mean))
                return isAbove(levelByHand(book, others), before)
              }),
            ),
          ),
        )
        expect(up?.by).toBe(grown)
        expect(down?.pace ?? 'hour').toBe('hour')
      }),
      { numRuns: 40 },
    )
  })

  it('is said as an officer would: two hours less', () => {
    const values = Array.from({ length: 72 }, (_, h): FeedValue => ({
      at: `${addDays('2024-12-24', 1 + Math.floor(h / 24))}T${String(h % 24).padStart(2, '0')}:00`,
      aqi: h < 49 ? 206 : 100,
      by: 'aqi',
    }))
    const found = answers({ book: bookOf('cn-2024-6'), today: '2024-12-24', values })
    const down = found.find(({ kind, direction }) => kind === 'length' && direction === 'down')
    expect(down).toMatchObject({ level: 'yellow', by: 3, pace: 'hour' })
    expect(down?.say.zh).toBe('AQI（24 小时滑动均值）大于 200 的时段缩短 3 小时，即为黄色')
  })
})

function stretches(means: readonly number[], over: number): (readonly [from: number, to: number])[] {
  const found: [number, number][] = []
  for (const [k, mean] of means.entries()) {
    if (mean <= over) continue
    const last = found.at(-1)
    if (last !== undefined && last[1] === k - 1) last[1] = k
    else found.push([k, k])
  }
  return found
}
