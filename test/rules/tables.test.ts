import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultsOfLanguage, languageCases } from '../../src/inventory/cases.ts'
import { GRADE_ZH, LISTED_LEVELS, type Grade } from '../../src/model/enterprise.ts'
import { measureFor, type Measure } from '../../src/model/measure.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { rulesWith } from '../help/rules.ts'

describe('the tables of measures', () => {
  const book = loadMeasures()
  const industries = loadIndustries()

  it('are there for each of the 39 industries, verified for three of them', () => {
    expect(industries.all.map(({ no }) => no)).toEqual(Array.from({ length: 39 }, (_, place) => place + 1))
    const verified = industries.all.filter(({ id }) => book.verified(id, '2024-12-01'))
    expect(verified.map(({ id }) => id)).toEqual(['secondary-metals', 'cement', 'glass'])
  })

  it('never apply what is not verified', () => {
    for (const { id, kinds } of industries.all)
      for (const kind of [null, ...kinds.map((one) => one.id)])
        for (const grade of Object.keys(GRADE_ZH) as Grade[])
          for (const level of LISTED_LEVELS) {
            const cell = book.cell(id, kind, grade, level, '2024-12-01')
            if (cell) expect(['V1', 'V2']).toContain(cell.clause.confidence)
            if (!book.verified(id, '2024-12-01')) expect(cell).toBeNull()
          }
  })

  it('of 2019 are those of the days before the guide of 2020, and borrowed', () => {
    expect(book.cell('lime', null, 'B', 'orange', '2019-10-14')).toBeNull()
    expect(book.cell('lime', null, 'B', 'orange', '2019-10-15')).toMatchObject({
      measures: [{ kind: 'stopHot' }],
      clause: { id: 'cn-648-2019/lime/B/orange', borrowedFrom: '唐山市', confidence: 'V2' },
    })
    expect(book.cell('lime', null, 'B', 'orange', '2020-06-28')).not.toBeNull()
    expect(book.cell('lime', null, 'B', 'orange', '2020-06-29')).toBeNull()
    expect(book.cell('lime', null, 'B', 'red', '2019-12-01')).toBeNull()
    expect(book.cell('coking', 'semi-coke', 'B', 'orange', '2019-12-01')?.measures).toEqual([
      { kind: 'coking', leastHours: 36 },
    ])
  })

  it.each([
    [
      'a higher level that is milder',
      'orange: { reduce: 10, base: 投料量 }, red: { reduce: 10',
      'orange: { reduce: 10, base: 投料量 }, red: { reduce: 5',
      /cn-340-2020.yaml:\d+:\d+: .*红色 is milder than 橙色/,
    ],
    [
      'a worse grade that is milder',
      'orange: { reduce: 20, base: 投料量 }, red: { reduce: 20',
      'orange: { reduce: 5, base: 投料量 }, red: { reduce: 20',
      /cn-340-2020.yaml:\d+:\d+: .*milder than what the better grade B does at 橙色/,
    ],
    ['a grade with two rows', '- { grade: leading, yellow', '- { grade: A, yellow', /grade A has two rows/],
    [
      'two forms in one cell',
      '{ reduce: 20, base: 环评',
      '{ stop: true, reduce: 20, base: 环评',
      /cn-340-2020.yaml:\d+:\d+:/,
    ],
    ['a cell that asks for nothing', 'yellow: { transport: 4 }', 'yellow: {}', /cn-340-2020.yaml:\d+:\d+:/],
    ['an industry that is not in the catalogue', 'industry: glass', 'industry: glas', /no glas/],
    ['a kind that is not in the catalogue', 'kind: clinker', 'kind: klinker', /cement has no kind klinker/],
    ['a share that is no hundredth of a percent', 'stopLines: 50', 'stopLines: 33.333', /cn-340-2020.yaml:\d+:\d+:/],
  ])('refuse %s, with file and line', (_, before, after, message) => {
    expect(() => loadMeasures(rulesWith('measures/cn-340-2020.yaml', [before, after]))).toThrow(message)
  })

  it('may ask nothing of a better grade and leave the next its own decision', () => {
    const dir = rulesWith('measures/cn-340-2020.yaml', [
      '{ grade: A, yellow: none, orange: none, red: none }',
      '{ grade: A, yellow: own, orange: own, red: own }',
    ])
    expect(loadMeasures(dir).cell('glass', null, 'A', 'red', '2024-12-01')?.measures).toEqual([{ kind: 'ownDecision' }])
  })

  it('of two documents never say the same cell for the same day', () => {
    expect(() =>
      loadMeasures(rulesWith('measures/cn-648-2019.yaml', ['until: 2020-06-29', 'until: 2020-06-30'])),
    ).toThrow(/cn-648-2019.yaml: says what cn-340-2020 says for the same days/)
  })

  it('are whole: an industry without any table is a fault', () => {
    const dir = rulesWith('measures/cn-340-2020-unverified.yaml', [
      '  - { id: footwear, title: { zh: 制鞋, en: footwear }, clause: 制鞋, industry: footwear, rows: [] }\n',
      '',
    ])
    // The 2019 table does not name it either.
    expect(() => loadMeasures(dir)).toThrow(/no table names the industry footwear/)
  })

  it('can say every form of the language', () => {
    const row = (cell: string) => `
id: example
title: { zh: 示例, en: example }
status: unverified
from: 2030-01-01
tables:
  - { id: example, title: { zh: 示例, en: example }, clause: 示例, industry: footwear, rows: [{ grade: B, yellow: none, orange: none, red: ${cell} }] }
`
    const measures = (cell: string) =>
      loadMeasures(rulesWith('measures/example.yaml', row(cell).replace('status: unverified', 'status: design'))).cell(
        'footwear',
        null,
        'B',
        'red',
        '2030-01-01',
      )?.measures
    expect(measures('{ ceiling: { pm: 5, nox: 35.5, oxygen: 16 } }')).toEqual([
      { kind: 'ceiling', limits: { pm: '5', nox: '35.5' }, oxygen: '16' },
    ])
    expect(measures('{ cycle: { off: 48, on: 12 }, transport: { vehicles: trucks, trips: { less: 50 } } }')).toEqual([
      { kind: 'cycle', offHours: 48, onHours: 12 },
      {
        kind: 'transport',
        ban: {
          vehicles: 'trucks',
          stages: null,
          fuel: null,
          place: null,
          hours: null,
          except: null,
          trips: { less: 5000 },
        },
      },
    ])
    expect(measures('{ cap: { of: heats, most: 22, unit: 炉/日 } }')).toEqual([
      { kind: 'cap', of: 'heats', most: '22', unit: '炉/日' },
    ])
    expect(measures('{ stopUnits: { unit: pot, count: 12 } }')).toEqual([
      { kind: 'stopUnits', unit: 'pot', least: { count: 12 } },
    ])
    expect(measures('{ idle: true }')).toEqual([{ kind: 'idle' }])
  })
})

describe('parts of a measure', () => {
  const steel: Measure = {
    kind: 'parts',
    parts: [
      { of: '烧结机', measure: { kind: 'stop' } },
      { of: '球团设备', measure: { kind: 'stop' } },
      { of: '6米以下焦炉', measure: { kind: 'coking', leastHours: 36 } },
      { of: '6米及以上焦炉', measure: { kind: 'coking', leastHours: 28 } },
    ],
  }
  it('go to the lines whose equipment they name', () => {
    const lines = ['1# 烧结 烧结机', '1# 高炉', '1# 捣固焦炉']
    expect(lines.map((line) => measureFor(steel, line, lines))).toEqual([
      { kind: 'stop' },
      null,
      { kind: 'parts', parts: [steel.parts[2], steel.parts[3]] },
    ])
  })
  it('that name no line go to whoever may be meant, and are never lost', () => {
    const words = fc.constantFrom('1# 烧结机', '2# 生产线', '高炉', '一车间', '球团')
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 4 }), (lines) => {
        const asked = lines.map((line) => measureFor(steel, line, lines))
        if (!lines.some((line) => line === '一车间' || line === '2# 生产线')) return
        for (const { of } of steel.parts) {
          const said = asked.some((one) =>
            one?.kind === 'parts' ? one.parts.some((part) => part.of === of) : one !== null,
          )
          expect(said).toBe(true)
        }
      }),
    )
  })
})

for (const { file, cases } of languageCases())
  describe(file, () => {
    it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => expect(faultsOfLanguage(one)).toEqual([]))
    it('a case that does not hold says what is instead', () => {
      const [first] = cases
      if (!first) throw new Error('no case')
      expect(
        faultsOfLanguage({
          ...first,
          says: '停产',
          fault: 'measure-unreadable',
          beside: { words: '停产', is: 'stricter' },
        }),
      ).toEqual([
        'says “烧结机：停产；高炉：限产 50%”, not “停产”',
        'finds measure-base-missing, not measure-unreadable',
        'is weaker beside “停产”, not stricter',
      ])
    })
  })
