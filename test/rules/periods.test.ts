import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { WARNING_LEVELS } from '../../src/model/level.ts'
import { addDays } from '../../src/model/time.ts'
import { loadRulebooks, RULES, Rulebooks } from '../../src/rulebook/books.ts'
import { headsAt, periodFile, stagesOn, type Period } from '../../src/rulebook/periods.ts'
import { rulesWith } from '../help/rules.ts'

/* Special periods (专项时段): what holds on which day, and the books of levels that go before the others inside them. */

const periods = loadRulebooks(RULES).files.periods.map(({ data }) => data)

describe('the Olympics of 2022 in Xinzhou', () => {
  const on = (day: string, area = '140981') => stagesOn(periods, area, day)
  const heads = (day: string, level: 'yellow' | 'orange' | 'red') => headsAt(on(day), level).map(({ head }) => head)

  it.each([
    ['2021-03-31', undefined],
    ['2021-04-01', 'before'],
    ['2022-01-31', 'before'],
    ['2022-02-01', 'during'],
    ['2022-02-28', 'during'],
    ['2022-03-01', undefined],
  ])('on %s: %s', (day, kind) => {
    expect(on(day)[0]?.stage.kind).toBe(kind)
    expect(on(day, '140800')).toEqual([])
  })

  it('have the heads in post at orange and red during the games alone, by the document', () => {
    expect(heads('2022-02-10', 'yellow')).toEqual([])
    expect(heads('2022-02-10', 'orange')).toEqual(['governmentHead'])
    expect(heads('2022-02-10', 'red')).toEqual(['governmentHead', 'partyHead'])
    expect(heads('2022-01-31', 'red')).toEqual([])
    expect(headsAt(on('2022-02-10'), 'red')[0]?.by).toMatchObject({
      document: '忻气防办发〔2021〕10号',
      clause: '三（三）1',
    })
  })
})

const day = (n: number) => addDays('2024-12-01', n)
const file = (stages: object[], until: string | null = null) => ({
  id: 'games',
  title: { zh: '赛', en: 'games' },
  status: 'design',
  area: '140800',
  from: day(0),
  until,
  stages: stages.map((one) => ({ title: { zh: '段', en: 'stage' }, status: 'design', ...one })),
})

test('of one period no more than one stage holds on a day, and that where its dates say so', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(lengths, fc.integer({ min: -2, max: 30 }), (days, n) => {
      let from = 0
      const stages = days.map((length, k) => {
        const one = { kind: ['before', 'during', 'after'][k], from: day(from), until: day(from + length) }
        from += length
        return one
      })
      const period: Period = { ...periodFile.parse(file(stages)), hash: 'h' }
      const holding = stagesOn([period], '140802', day(n))
      const due = stages.filter((one) => one.from <= day(n) && day(n) < one.until)
      expect(holding.map(({ stage }) => stage.from)).toEqual(due.map((one) => one.from))
      expect(due.length).toBeLessThan(2)
      for (const level of WARNING_LEVELS) expect(headsAt(holding, level)).toEqual([])
    }),
  )
})

describe('a period is refused', () => {
  const during = { kind: 'during', from: day(2), until: day(5) }
  it.each([
    ['whose stages overlap', [during, { kind: 'after', from: day(4), until: day(6) }], null],
    ['whose stages come in another order', [during, { kind: 'before', from: day(5), until: day(6) }], null],
    ['with a stage that ends before it begins', [{ ...during, until: day(2) }], null],
    ['with a stage outside its dates', [during], day(4)],
    ['without a stage', [], null],
    [
      'with a stage after one that has no end',
      [
        { ...during, until: null },
        { kind: 'after', from: day(9) },
      ],
      null,
    ],
    ['with heads that nobody asks for', [{ ...during, heads: { orange: ['governmentHead'] } }], null],
  ])('%s', (_, stages, until) => {
    expect(periodFile.safeParse(file(stages, until)).success).toBe(false)
    expect(periodFile.safeParse(file([during])).success).toBe(true)
  })
})

describe('a book of a special period', () => {
  const PERIOD = `id: games
title: { zh: 赛, en: games }
status: design
area: '140800'
from: 2024-12-01
until: 2025-01-01
stages:
  - { kind: during, title: { zh: 赛中, en: during }, status: design, from: 2024-12-05, until: 2024-12-20 }
`
  const book = (id: string, more: string) => `id: ${id}
title: { zh: 分级, en: levels }
status: design
area: '140800'
extends: cn-2024-6
${more}`
  const own = book('own-city', 'from: 2024-01-01\n')
  const during = book(
    'during',
    "period: games\nfrom: 2024-12-05\nuntil: 2024-12-20\nlevels:\n  orange: { any: [{ aqi: '> 180', hours: 24 }] }\n",
  )
  const rules = (text = during) =>
    new Rulebooks(
      rulesWith(
        'levels/during.yaml',
        text,
        rulesWith('levels/own-city.yaml', own, rulesWith('periods/games.yaml', PERIOD)),
      ),
    )

  it('goes before the city’s own inside its dates, and after them the city’s own holds again', () => {
    const books = rules()
    const at = (on: string, area = '140800') => books.inForce(on, area)?.id
    expect(['2024-12-04', '2024-12-05', '2024-12-19', '2024-12-20'].map((on) => at(on))).toEqual([
      'own-city',
      'during',
      'during',
      'own-city',
    ])
    // A county goes by its city's; the neighbour by the nation's.
    expect(at('2024-12-10', '140802')).toBe('during')
    expect(at('2024-12-10', '140900')).toBe('cn-2024-6')
  })

  it.each([
    ['of no period', during.replace('period: games', 'period: fair'), 'which there is not'],
    ['outside of its dates', during.replace('2024-12-20', '2025-02-01'), 'outside the dates'],
    ['that has no end', during.replace('until: 2024-12-20\n', ''), 'needed'],
    ['milder than the city’s own', `${during}lift: { forecastHours: 12, status: design }\n`, 'allows'],
  ])('is refused %s', (_, text, why) => {
    expect(() => rules(text)).toThrow(why)
  })
})
