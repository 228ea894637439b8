import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Played } from '../../src/episode/paper.ts'
import { stopsSomething } from '../../src/model/showingMeasure.ts'
import { addHours, type Instant } from '../../src/model/time.ts'
import type { Listed, Rules } from '../../src/plan/asked.ts'
import { planOrders } from '../../src/plan/decide.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { loadReductions } from '../../src/rulebook/reduction.ts'
import { commands } from '../../src/season/replay/commands.ts'
import { stopDaysOf } from '../../src/season/replay/stops.ts'
import { entry, entryArbitrary } from '../help/entries.ts'
import { fileWith, runCommand } from '../help/lines.ts'

const rules: Rules = { measures: loadMeasures(), applying: loadApplying() }
const reductions = loadReductions()
const START = '2020-12-25T16:00:00.000Z'

function warning(...steps: readonly [hours: number, level: 'blue' | 'yellow' | 'orange' | 'red'][]): Played {
  let at: Instant = START
  const changes = steps.map(([hours, level]) => {
    const change = { at, level }
    at = addHours(at, hours)
    return change
  })
  const peak = steps.at(-1)?.[1] ?? 'yellow'
  return {
    area: '运城',
    issued: addHours(START, -30),
    start: START,
    end: at,
    peak,
    changes,
    upgrades: 0,
    downgrades: 0,
  }
}

const stopsOf = (listed: readonly Listed[], ...warnings: readonly Played[]) =>
  stopDaysOf(warnings, { area: '140800', listed }, rules, reductions)

/** Nobody is small: whether small emitters are spared is what the floors say of the whole list. */
const lists = fc
  .array(
    entryArbitrary.filter((one) => one.class !== 'small'),
    { minLength: 1, maxLength: 6 },
  )
  .map((entries) => entries.map((one, n): Listed => ({ enterprise: `e${n}`, entry: one })))

/** Lines that the orders of one level would stop, read from the orders themselves. */
function linesStopped(listed: readonly Listed[], level: 'yellow' | 'orange' | 'red', from: Instant, until: Instant) {
  const terms = { level, starts: from, ends: until, issuedAt: addHours(START, -30), asOf: '2020-12-24' }
  const orders = planOrders(listed, { ...terms, list: { id: '', name: '' }, spares: new Set() }, rules)
  return orders.reduce(
    (sum, { content }) =>
      content.enterprise.class === 'longStopped'
        ? sum
        : sum +
          content.lines.filter(
            ({ binding, action, also }) =>
              binding && [action, also].some((duty) => duty && stopsSomething(duty.measure)),
          ).length,
    0,
  )
}

describe('the days that a season would have stopped of a list', () => {
  it('are, for each level of each warning, the lines that its orders stop, times its days', () => {
    const days = fc.integer({ min: 1, max: 5 })
    fc.assert(
      fc.property(lists, days, days, (listed, first, then) => {
        const stopped = stopsOf(listed, warning([first * 24, 'yellow'], [then * 24, 'red']))
        const turn = addHours(START, first * 24)
        expect(stopped.lineDays).toBe(
          first * linesStopped(listed, 'yellow', START, turn) +
            then * linesStopped(listed, 'red', turn, addHours(turn, then * 24)),
        )
        const grades = Object.values(stopped.byGrade)
        expect(grades.reduce((sum, { lineDays }) => sum + lineDays, 0)).toBeCloseTo(stopped.lineDays, 5)
        expect(grades.reduce((sum, { enterpriseDays }) => sum + enterpriseDays, 0)).toBeCloseTo(
          stopped.enterpriseDays,
          5,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('count halves of a day, add up over warnings, and know that blue stops nobody', () => {
    const listed = [{ enterprise: 'e', entry: entry() }]
    const [one, two] = [warning([60, 'orange']), warning([12, 'blue'], [12, 'orange'])]
    expect(stopsOf(listed, one)).toEqual({
      enterpriseDays: 2.5,
      lineDays: 2.5,
      byGrade: { C: { enterpriseDays: 2.5, lineDays: 2.5 } },
    })
    expect(stopsOf(listed, one, two).lineDays).toBe(3)
    expect(stopsOf(listed)).toEqual({ enterpriseDays: 0, lineDays: 0, byGrade: {} })
  })
})

describe('airshed replay with a list', () => {
  const series = fileWith(
    `date,area,aqi\n${[90, 90, 90, 201, 205, 90, 90, 90].map((aqi, k) => `2020-12-0${k + 1},运城,${aqi}`).join('\n')}\n`,
  )
  const run = (...more: string[]) =>
    runCommand(commands['replay'], '--rulebook', 'cn-2024-6', '--series', series, ...more)

  it('says what each book would have stopped, by grade, and draws it', async () => {
    const page = fileWith('', 'replay.html')
    const { out } = await run('--beside', 'cn-2018-875', '--list', 'fixtures/lists/yuncheng-2000.xlsx', '--html', page)
    const { seasons } = JSON.parse(out.at(-1) ?? '') as { seasons: { stopDays: { area: string; lineDays: number } }[] }
    expect(seasons.map(({ stopDays }) => stopDays.area)).toEqual(['运城', '运城'])
    const [orange = 0, yellow = 0] = seasons.map(({ stopDays }) => stopDays.lineDays)
    // The newer book calls two days above 200 orange, the older one yellow.
    expect(orange).toBeGreaterThan(yellow)
    expect(yellow).toBeGreaterThan(0)
  })

  it('says what is wrong with the list', async () => {
    await expect(run('--list', 'fixtures/lists/faulty-grade.xlsx')).rejects.toThrow('airshed lint')
    await expect(run('--list', 'fixtures/lists/xinzhou-1000.xlsx')).rejects.toThrow('忻州市, and the series has 运城')
    await expect(run('--list', 'nowhere.xlsx')).rejects.toThrow('nowhere.xlsx')
  })
})
