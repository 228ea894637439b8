import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../src/assessment/decide.ts'
import { nearest, type Alteration } from '../../src/assessment/nearest.ts'
import { timelineOf } from '../../src/assessment/timeline.ts'
import { numberOfDay } from '../../src/feed/calendar.ts'
import { isAbove, type Level } from '../../src/model/level.ts'
import { subIndex } from '../../src/rulebook/aqi.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { leastConcentration } from '../../src/rulebook/inverse.ts'
import { rulebookOf, type Rulebook } from '../../src/rulebook/levels.ts'

const rules = loadRulebooks()
const real = (id: string) => rules.get(id) ?? expect.fail(`no book ${id}`)
const FIRST = numberOfDay('2024-12-02')

/** A book whose whole index runs from 0 to 6, so that every way to change a week can be tried. */
const small = rulebookOf(
  {
    ...real('cn-2024-6').content,
    levels: {
      yellow: {
        any: [
          { aqi: '> 3', hours: 24 },
          { aqi: '> 1', hours: 48 },
        ],
      },
      orange: {
        any: [
          { aqi: '> 3', hours: 48 },
          { aqi: '>= 2', hours: 72 },
        ],
      },
      red: {
        any: [
          {
            all: [
              { aqi: '> 3', hours: 72 },
              { aqi: '> 4', hours: 24 },
            ],
          },
        ],
      },
    },
  },
  'of a small book',
)

type Value = number | null
interface Week {
  readonly values: readonly Value[]
  /** How many of them were observed. */
  readonly observed: number
  readonly book: Rulebook
}

function timelineOfWeek({ values, book }: Week) {
  const rows = values.map((value, k) => ({
    at: FIRST + k,
    aqi: value === null ? '' : String(value),
    concentrations: [],
    cause: null,
  }))
  return timelineOf('day', rows, [], book, { aqi: () => null })
}

const windowOf = ({ values }: Week) => ({ first: FIRST, last: FIRST + values.length - 1 })

function levelOf(week: Week): Level {
  return judge(timelineOfWeek(week), windowOf(week), week.book).level
}

function found(week: Week): Alteration[] {
  const isAhead = (at: number) => at >= FIRST + week.observed
  return nearest({ timeline: timelineOfWeek(week), window: windowOf(week), book: week.book, isAhead })
}

function of<K extends Alteration['kind']>(week: Week, kind: K, direction: 'up' | 'down') {
  const one = found(week).find((each) => each.kind === kind && each.direction === direction)
  return (one ?? null) as Extract<Alteration, { kind: K }> | null
}

const alters = (direction: 'up' | 'down', before: Level, after: Level) =>
  direction === 'up' ? isAbove(after, before) : isAbove(before, after)

const weeks = fc
  .record({
    values: fc.array(fc.option(fc.integer({ min: 0, max: 6 }), { freq: 8 }), { minLength: 1, maxLength: 4 }),
    observed: fc.integer({ min: 0, max: 2 }),
  })
  .map((week): Week => ({ ...week, book: small }))
const directions = fc.constantFrom('up', 'down')

describe('the nearest change that would alter the level', () => {
  it('is of values the fewest days and of these the least in sum, against every other week there is', () => {
    fc.assert(
      fc.property(weeks, directions, (week, direction) => {
        const before = levelOf(week)
        let best: { days: number; sum: number } | null = null
        for (const other of everyWeek(week)) {
          const moved = other.flatMap((value, k) =>
            value === week.values[k] ? [] : [Math.abs((value ?? 0) - (week.values[k] ?? 0))],
          )
          const [days, sum] = [moved.length, moved.reduce((all, one) => all + one, 0)]
          if (best !== null && (days > best.days || (days === best.days && sum >= best.sum))) continue
          if (alters(direction, before, levelOf({ ...week, values: other }))) best = { days, sum }
        }
        const one = of(week, 'values', direction)
        expect(one && { days: one.shifts.length, sum: sumOf(one) }).toEqual(best)
        if (one === null) return
        const values = week.values.map((value, k) => {
          const shift = one.shifts.find(({ at }) => at === FIRST + k)
          return shift === undefined ? value : shift.to / 1000
        })
        expect(levelOf({ ...week, values })).toBe(one.level)
      }),
      { numRuns: 120 },
    )
  })

  it('is for all that is ahead together the fewest points', () => {
    fc.assert(
      fc.property(weeks, directions, (week, direction) => {
        const before = levelOf(week)
        const shifted = (by: number) => {
          const sign = direction === 'up' ? by : -by
          const values = week.values.map((value, k) => (value === null || k < week.observed ? value : value + sign))
          // Beneath nothing there is no value: such a day passes no clause, as one that is missing.
          return levelOf({ ...week, values: values.map((value) => (value !== null && value < 0 ? 0 : value)) })
        }
        const by = [1, 2, 3, 4, 5, 6, 7].find((points) => alters(direction, before, shifted(points))) ?? null
        const one = of(week, 'everyValue', direction)
        expect(one?.by ?? null).toBe(by)
        if (by !== null) expect(one?.level).toBe(shifted(by))
      }),
    )
  })

  it('is of a missing day the least index that raises the level', () => {
    fc.assert(
      fc.property(weeks, (week) => {
        const before = levelOf(week)
        const raised = [0, 1, 2, 3, 4, 5, 6].find((index) =>
          week.values.some((value, k) => {
            if (value !== null || k < week.observed) return false
            return isAbove(levelOf({ ...week, values: week.values.with(k, index) }), before)
          }),
        )
        const one = of(week, 'missing', 'up')
        expect(one === null ? undefined : one.least / 1000).toBe(raised)
      }),
    )
  })

  it('is of the length the fewest days by which what calls for the level must end earlier or begin later', () => {
    fc.assert(
      fc.property(weeks, (week) => {
        const before = levelOf(week)
        const { runs } = judge(timelineOfWeek(week), windowOf(week), small)
        const own = runs.filter(({ alternative }) => alternative.level === before)
        const least = ([1, 2, 3, 4] as const).find((by) =>
          [true, false].some((atEnd) => {
            const values = [...week.values]
            for (const { first, last, alternative } of own) {
              const below = alternative.clauses[0].says === '> 3' ? 3 : 1
              for (let k = 0; k < by && k <= last - first; k++) {
                const place = (atEnd ? last - k : first + k) - FIRST
                if (place < week.observed) return false
                values[place] = Math.min(values[place] ?? 0, below)
              }
            }
            return alters('down', before, levelOf({ ...week, values }))
          }),
        )
        expect(of(week, 'length', 'down')?.by).toBe(least)
      }),
    )
  })

  it('is of the length the fewest days by which a stretch that is too short must go on', () => {
    fc.assert(
      fc.property(weeks, (week) => {
        const before = levelOf(week)
        const edges = [4, 2]
        const least = [1, 2, 3].find((by) =>
          edges.some((edge) =>
            week.values.some((value, k) => {
              if (value === null || value < edge) return false
              return [1, -1].some((step) => {
                // From the end of the stretch on: a day inside it is no end.
                if ((week.values[k + step] ?? -1) >= edge) return false
                const values = [...week.values]
                for (let n = 1; n <= by; n++) {
                  const place = k + n * step
                  if (place < week.observed || place < 0 || place >= values.length) return false
                  values[place] = Math.max(values[place] ?? 0, edge)
                }
                return isAbove(levelOf({ ...week, values }), before)
              })
            }),
          ),
        )
        expect(of(week, 'length', 'up')?.by).toBe(least)
      }),
    )
  })

  const week = (values: readonly Value[], book = 'cn-2024-6', observed = 0): Week => ({
    values,
    observed,
    book: real(book),
  })

  it('answers as an officer would', () => {
    expect(of(week([208, 212, 90]), 'values', 'down')).toMatchObject({
      level: 'yellow',
      shifts: [{ at: FIRST, from: 208_000, to: 200_000 }],
    })
    expect(of(week([208, 212, 205]), 'values', 'up')).toMatchObject({
      level: 'red',
      shifts: [{ at: FIRST + 1, from: 212_000, to: 301_000 }],
    })
    expect(of(week([250, 250, 250, 250, 250, 250, 250]), 'values', 'down')?.shifts.map(({ at }) => at - FIRST)).toEqual(
      [1, 3, 5],
    )
    expect(of(week([201, null, 205]), 'missing', 'up')).toMatchObject({
      at: FIRST + 1,
      least: 151_000,
      level: 'orange',
    })
    expect(of(week([208, 212], 'cn-2024-6', 2), 'values', 'down')).toBeNull()
  })

  it('counts in hours where the series does: one hour less than 48 is not enough', () => {
    const hours = (above: number) =>
      Array.from({ length: 24 * 7 }, (_, k) => ({
        at: FIRST * 24 + k,
        aqi: k >= 24 && k < 24 + above ? '210' : '100',
        concentrations: [],
        cause: null,
      }))
    const book = real('cn-2018-875')
    const judged = (above: number) => {
      const timeline = timelineOf('hour', hours(above), [], book, { aqi: (day) => rules.aqi(day) })
      const window = { first: FIRST, last: FIRST + 6 }
      return nearest({ timeline, window, book, isAhead: () => true })
    }
    // A mean of 24 hours is above 200 while at most two of them are at 100: two more at each end of the stretch.
    const down = judged(46).find(({ kind, direction }) => kind === 'length' && direction === 'down')
    expect(down).toMatchObject({ by: 3, beyond: '> 200', level: 'none' })
    const up = judged(42).find(({ kind, direction }) => kind === 'length' && direction === 'up')
    expect(up).toMatchObject({ by: 2, beyond: '> 200', level: 'yellow' })
  })
})

describe('the concentration behind a sub-index', () => {
  it('is the least that reaches it, for every scale and every index', () => {
    for (const edition of ['hj633-2012', 'hj633-2026'])
      for (const [, scale] of rules.aqi(edition)?.daily ?? expect.fail(edition)) {
        let least = 0
        for (let index = 0; index <= 500; index++) {
          const top = scale.breakpoints.at(-1) ?? 0
          while (least <= top && (subIndex(scale, least) ?? 0) < index) least++
          expect(leastConcentration(scale, index)).toBe(least > top ? null : least)
        }
      }
  })
})

function* everyWeek({ values, observed }: Week): Generator<Value[]> {
  const choices = values.map((value, k) => (value === null || k < observed ? [value] : [0, 1, 2, 3, 4, 5, 6]))
  yield* product(choices)
}

function* product([first, ...rest]: readonly (readonly Value[])[]): Generator<Value[]> {
  if (first === undefined) yield []
  else for (const value of first) for (const others of product(rest)) yield [value, ...others]
}

function sumOf({ shifts }: Extract<Alteration, { kind: 'values' }>): number {
  return shifts.reduce((sum, { from, to }) => sum + Math.abs(to - from) / 1000, 0)
}
