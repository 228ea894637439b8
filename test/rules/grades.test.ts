import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GRADE_ZH, type Grade } from '../../src/model/enterprise.ts'
import { loadGrades, type GradeScheme } from '../../src/rulebook/grades.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { rulesWith } from '../help/rules.ts'

describe('the catalogue of industries', () => {
  const ADDITION = `
id: example-city
title: { zh: 示例市增补行业, en: further industries of an example }
status: unverified
area: '140800'
from: 2024-01-01
until: 2025-01-01
industries:
  - { id: wood-processing, zh: 示例木材加工, en: wood processing, scheme: [A, B, C], confidence: M? }
`
  it('knows the classes that an industry has, and which codes meant others before', () => {
    const industries = loadIndustries()
    expect(['2521', '2020', '20210', 'abcd'].map((code) => industries.hasClass('coking', code))).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(['2020', '2021', '2025', '2029', '2030'].map((code) => industries.hasClass('wood-panels', code))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    expect(industries.hasClass('carbon-black', '2619')).toBeNull()
    expect(industries.formerly('3150')).toBe('铁合金冶炼')
    expect(industries.formerly('3110')).toBeNull()
  })
  it('tells the scheme of a kind of plant apart, and what of it is verified', () => {
    const industries = loadIndustries()
    expect(industries.schemeOf('cement', 'grinding')).toEqual({ grades: ['leading', 'nonLeading'], verified: true })
    expect(industries.schemeOf('coatings')?.verified).toBe(false)
    expect(industries.schemeOf('coatings', 'powder')).toEqual({ grades: ['leading', 'nonLeading'], verified: true })
    expect(industries.schemeOf('other')).toBeNull()
    expect(industries.find('粉末涂料')).toEqual({ industry: 'coatings', kind: 'powder' })
  })
  it('takes what a city adds, there and while it is in force, once it is verified', () => {
    const find = (text: string, area: string, on: string) =>
      loadIndustries(rulesWith('industries/example-city.yaml', text)).within(area, on).find('示例木材加工')
    const active = ADDITION.replace('status: unverified', 'status: design')
    expect(find(active, '140802', '2024-06-01')).toEqual({ industry: 'wood-processing', kind: null })
    expect(find(active, '140900', '2024-06-01')).toBeNull()
    expect(find(active, '140802', '2025-01-01')).toBeNull()
    expect(find(ADDITION, '140802', '2024-06-01')).toBeNull()
    expect(loadIndustries(rulesWith('industries/example-city.yaml', active)).find('示例木材加工')).toBeNull()
  })
  it('refuses a name that two industries bear, and a file under another name', () => {
    const load =
      (text: string, file = 'industries/example-city.yaml') =>
      () =>
        loadIndustries(rulesWith(file, text))
    expect(load(ADDITION.replace('示例木材加工', '铅锌冶炼'))).toThrow(
      /铅锌冶炼 names both lead-zinc and wood-processing/,
    )
    expect(load(ADDITION, 'industries/other.yaml')).toThrow(/is not the file's name/)
    expect(load(ADDITION.replace('status: unverified\n', ''))).toThrow(/neither a source nor/)
  })
})

describe('the schemes of grades', () => {
  const schemes = loadGrades()
  const on = (day: string): GradeScheme => {
    const found = schemes.schemeOn(day)
    if (!found) throw new Error(`no scheme on ${day}`)
    return found
  }
  it('are in force from their day', () => {
    expect(schemes.schemeOn('2020-06-28')).toBeNull()
    expect(['2020-06-29', '2026-01-12', '2026-01-13'].map((day) => on(day).id)).toEqual([
      'cn-340-2020',
      'cn-340-2020',
      'cn-2026-2',
    ])
    expect(on('2025-12-01').grades).not.toContain('A+')
    expect(on('2026-12-01').grades).toEqual(['A+', 'A', 'B', 'C', 'D', 'B-', 'leading', 'nonLeading'])
    expect([on('2025-12-01').several.rated, on('2026-12-01').several.rated]).toEqual(['together', 'apart'])
    expect(on('2026-12-01').picked).toEqual({ grade: 'A+', among: 'A', years: 2 })
    expect(on('2026-12-01').shortestBoard?.document).toBe('环办便函〔2021〕341号')
  })
  it.each<[string, Grade[], Grade | null]>([
    ['2024-12-01', ['A', 'C', 'B'], 'C'],
    ['2024-12-01', ['B', 'B-'], 'B-'],
    ['2024-12-01', ['leading', 'A'], 'leading'],
    ['2024-12-01', ['leading', 'B'], 'B'],
    ['2024-12-01', ['A', 'nonLeading'], 'nonLeading'],
    ['2024-12-01', ['B', 'nonLeading'], null],
    ['2024-12-01', [], null],
    ['2024-12-01', ['A+', 'A'], null],
    ['2026-12-01', ['A+', 'A'], 'A'],
    ['2026-12-01', ['A+', 'B-', 'B'], 'B-'],
    ['2026-12-01', ['A', 'unrated'], null],
  ])('on %s the worst of %j is %s', (day, grades, worst) => expect(on(day).worstOf(grades)).toBe(worst))
  it('the worst is one of them, and no better than any', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('2024-12-01', '2026-12-01'),
        fc.array(fc.constantFrom(...(Object.keys(GRADE_ZH) as Grade[]))),
        (day, grades) => {
          const worst = on(day).worstOf(grades)
          if (worst === null) return
          expect(grades).toContain(worst)
          for (const grade of grades) expect(on(day).noBetter(worst, grade)).toBe(true)
          const alone = on(day).worstOf(grades.toReversed())
          expect(alone !== null && on(day).noBetter(alone, worst)).toBe(true)
        },
      ),
    )
  })
  it.each([
    ['a gap', 'cn-340-2020.yaml', 'until: 2026-01-13', 'until: 2025-01-13', /must end on 2026-01-13/],
    ['an unknown scheme that goes on', 'cn-2026-2.yaml', 'scheme: cn-340-2020', 'scheme: cn-341', /keeps cn-341/],
    [
      'a ladder in another order',
      'cn-340-2020.yaml',
      '[A, B, B-, C, D]',
      '[A, B-, B, C, D]',
      /B does not stand below B-/,
    ],
    ['a grade on two ladders', 'cn-340-2020.yaml', '- [leading, nonLeading]', '- [C, D]', /a grade stands twice/],
    ['a grade on none', 'cn-340-2020.yaml', '[A, leading]', '[A+, leading]', /A\+ stands on no ladder/],
    ['a rule from memory', 'cn-2026-2.yaml', 'confidence: V2', 'confidence: M?', /never active/],
  ])('with %s are refused', (_, file, before, after, message) => {
    expect(() => loadGrades(rulesWith(`grades/${file}`, [before, after]))).toThrow(message)
  })
  it('leave the procedure of rating to who rates', () => {
    expect(loadGrades(rulesWith('grades/procedure.yaml', 'anything: at all')).schemeOn('2024-12-01')).not.toBeNull()
  })
})
