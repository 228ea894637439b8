import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry, Grade } from '../../src/model/enterprise.ts'
import { addDays } from '../../src/model/time.ts'
import {
  checkSeasonPlan,
  rotationResults,
  seasonDuty,
  type PlannedEnterprise,
  type Reported,
  type Stretch,
} from '../../src/rotation/decide.ts'
import { loadRotations, type RotationRule } from '../../src/rulebook/rotation.ts'
import { entry, line } from '../help/entries.ts'
import { runs } from '../help/runs.ts'

const rotations = loadRotations()
function rule(id: string): RotationRule {
  const found = rotations.get(id)
  if (!found) throw new Error(`no rule ${id}`)
  return found
}
const [first, second, jincheng] = [rule('shanxi-2020'), rule('shanxi-2021'), rule('jincheng-2021')]
const none = { ground: null, blacklisted: false } as const

function found(
  of: Entry,
  plan: Partial<PlannedEnterprise>,
  by = second,
  more: { blacklisted?: boolean; asOf?: string } = {},
) {
  const one = { creditCode: of.creditCode, stretches: [], exemption: null, cannotStop: null, ...plan }
  const context = {
    rule: by,
    entries: new Map([[of.creditCode, of]]),
    blacklisted: new Set(more.blacklisted ? [of.creditCode] : []),
    asOf: more.asOf ?? by.from,
  }
  return checkSeasonPlan([one], context).map(({ code, line: number }) => (number === null ? code : `${code} ${number}`))
}
const stop = (number: string, from: string, until: string): Stretch => ({ line: number, how: 'stop', from, until })
const foundry = (grade: Grade, more: Partial<Entry> = {}) =>
  entry({ industry: 'foundry', grade, lines: [line('1#', {}), line('2#', {})], ...more })

describe('whom the season asks for what', () => {
  test.each<[RotationRule, Grade, string, string | null]>([
    [first, 'D', 'foundry', 'stop'],
    [first, 'C', 'foundry', 'rotate'],
    [first, 'B', 'foundry', 'exempt'],
    [first, 'B-', 'foundry', 'exempt'],
    [first, 'nonLeading', 'cement', 'rotate'],
    [second, 'B', 'foundry', 'rotate'],
    [second, 'B-', 'foundry', 'rotate'],
    [second, 'A', 'foundry', 'exempt'],
    [second, 'leading', 'cement', 'exempt'],
    [second, 'shouldBeRated', 'foundry', 'stop'],
    [second, 'unrated', 'foundry', null],
  ])('by grade and season', (by, grade, industry, duty) => {
    expect(seasonDuty(entry({ grade, industry }), by, none)).toBe(duty)
  })

  test('by what it has shown for itself, unless it is on the blacklist', () => {
    const duty = (
      grade: Grade,
      industry: string,
      ground: 'greenFactory' | 'ultraLow' | 'fertiliser',
      blacklisted = false,
    ) => seasonDuty(entry({ grade, industry }), second, { ground, blacklisted })
    expect(duty('C', 'foundry', 'greenFactory')).toBe('exempt')
    expect(duty('C', 'coking', 'ultraLow')).toBe('exempt')
    expect(duty('C', 'foundry', 'ultraLow')).toBe('rotate')
    expect(duty('B', 'coal-nitrogen', 'fertiliser')).toBe('exempt')
    expect(duty('C', 'coal-nitrogen', 'fertiliser')).toBe('rotate')
    expect(duty('D', 'coking', 'greenFactory')).toBe('stop')
    expect(duty('C', 'foundry', 'greenFactory', true)).toBe('rotate')
    expect(seasonDuty(entry({ grade: 'A' }), second, { ground: null, blacklisted: true })).toBe('rotate')
    const overdue = { cause: 'retrofitOverdue', deadline: '2021-09-30', from: '2021-10-01' } as const
    expect(seasonDuty(entry({ grade: 'A', stopCause: overdue }), second, none)).toBe('stop')
  })

  test('the rule of the smallest area and of the season holds', () => {
    expect(rotations.inForce('2021-11-15', '140500')?.id).toBe('jincheng-2021')
    expect(rotations.inForce('2021-11-15', '140882')?.id).toBe('shanxi-2021')
    expect(rotations.inForce('2021-03-31', '140882')?.id).toBe('shanxi-2020')
    expect(rotations.inForce('2021-04-01', '140882')).toBeNull()
  })
})

describe('a season plan', () => {
  test('stops lines on days; lowering load does not stand for it', () => {
    const days = { line: '1#', from: '2021-11-15', until: '2022-01-15' } as const
    expect(found(foundry('C'), { stretches: [{ ...days, how: 'stop' }] })).toEqual([])
    expect(found(foundry('C'), { stretches: [{ ...days, how: 'lowerLoad' }] })).toEqual(['load-instead-of-stop 1#'])
    expect(found(foundry('C'), {})).toEqual(['nothing-rotated'])
    expect(found(foundry('A'), {})).toEqual([])
  })

  test('names lines of the list, days of the season, and each day once', () => {
    const code = (...stretches: Stretch[]) => found(foundry('C'), { stretches })
    expect(code(stop('9#', '2021-11-15', '2021-12-15'))).toEqual(['line-unknown 9#'])
    expect(code(stop('1#', '2021-09-30', '2021-12-15'))).toEqual(['days-outside-season 1#'])
    expect(code(stop('1#', '2022-03-01', '2022-04-02'))).toEqual(['days-outside-season 1#'])
    expect(code(stop('1#', '2021-12-15', '2021-12-15'))).toEqual(['days-outside-season 1#'])
    expect(code(stop('1#', '2021-11-15', '2021-12-15'), stop('1#', '2021-12-14', '2022-01-01'))).toEqual([
      'days-overlap 1#',
    ])
    expect(code(stop('1#', '2021-11-15', '2021-12-15'), stop('1#', '2021-12-15', '2022-01-01'))).toEqual([])
    const context = { rule: second, entries: new Map(), blacklisted: new Set<string>(), asOf: second.from }
    const unknown = { creditCode: 'x', stretches: [], exemption: null, cannotStop: null }
    expect(checkSeasonPlan([unknown, unknown], context).map((one) => one.code)).toEqual([
      'enterprise-unknown',
      'enterprise-twice',
    ])
  })

  test('stops grade D and unfinished retrofits all season, by line', () => {
    const whole = [stop('1#', second.from, second.until), stop('2#', second.from, second.until)]
    expect(found(foundry('D'), { stretches: whole })).toEqual([])
    expect(found(foundry('D'), { stretches: whole.slice(0, 1) })).toEqual(['whole-season-missing 2#'])
    expect(
      found(foundry('D'), { stretches: [stop('1#', '2021-11-11', second.until), ...whole.slice(1)] }, second, {
        asOf: '2021-11-11',
      }),
    ).toEqual([])
    expect(found(foundry('D'), { cannotStop: '高炉不可停', stretches: whole.slice(0, 1) })).toEqual(['cannot-stop'])
    const overdue = { cause: 'retrofitOverdue', deadline: '2021-10-01', from: '2021-10-01' } as const
    const process = foundry('C', { lines: [line('1#', {}, { stopCause: overdue }), line('2#', {})] })
    expect(found(process, { stretches: whole.slice(1) })).toEqual(['whole-season-missing 1#'])
    expect(found(process, { stretches: whole.slice(0, 1) })).toEqual([])
  })

  test('takes a grade that has run out for none: what was exempt until then stands still', () => {
    const exempt = (gradeUntil: string) => found(foundry('A', { gradeUntil }), {}, second, { asOf: '2021-10-02' })
    expect(exempt('2021-10-02')).toEqual([])
    expect(exempt('2021-10-01')).toEqual(['whole-season-missing 1#', 'whole-season-missing 2#'])
  })

  test('of cement in Jincheng stands still for 10 and 121 days', () => {
    const kiln = entry({ grade: 'C' })
    const days = [stop('1#', '2021-10-01', '2021-10-11'), stop('1#', '2021-11-15', '2022-03-16')]
    expect(found(kiln, { stretches: days }, jincheng)).toEqual([])
    expect(found(kiln, { stretches: days.slice(0, 1) }, jincheng)).toEqual(['days-missing 1#'])
    expect(found(kiln, { stretches: [days[0] as Stretch, stop('1#', '2021-11-15', '2022-03-15')] }, jincheng)).toEqual([
      'days-missing 1#',
    ])
    expect(found(entry({ grade: 'A' }), {}, jincheng)).toEqual([])
  })

  test('gives no exemption that the rule does not, and none on the blacklist', () => {
    const claim = { ground: 'ultraLow', evidence: '评估监测报告' } as const
    expect(found(entry({ grade: 'C' }), { exemption: claim })).toEqual([])
    expect(found(foundry('C'), { exemption: claim })).toEqual(['exemption-not-given', 'nothing-rotated'])
    expect(found(entry({ grade: 'A' }), {}, second, { blacklisted: true })).toEqual(['blacklisted', 'nothing-rotated'])
    expect(found(foundry('unrated'), {})).toEqual(['grade-not-named'])
  })

  test('staggers sinter lines at least in the share of their furnaces', () => {
    const steel = entry({
      industry: 'steel-long',
      grade: 'C',
      lines: [
        line('高炉1', {}, { name: '1#高炉', step: '炼铁', device: '高炉' }),
        line('高炉2', {}, { name: '2#高炉', step: '炼铁', device: '高炉' }),
        line('烧结1', {}, { name: '1#烧结机', step: '烧结', coupledTo: ['高炉1', '高炉2'] }),
      ],
    })
    const furnace = stop('高炉1', '2021-11-15', '2022-01-14')
    expect(found(steel, { stretches: [furnace, stop('烧结1', '2021-11-15', '2021-12-15')] })).toEqual([])
    expect(found(steel, { stretches: [furnace, stop('烧结1', '2021-11-15', '2021-12-14')] })).toEqual([
      'coupled-share-short 烧结1',
    ])
    expect(found(steel, { stretches: [furnace] })).toEqual(['coupled-share-short 烧结1'])
  })

  test('the share of coupled lines is compared exactly', () => {
    const days = fc.integer({ min: 0, max: 60 })
    fc.assert(
      fc.property(
        fc.array(days, { minLength: 1, maxLength: 4 }),
        fc.array(days, { minLength: 1, maxLength: 4 }),
        (furnaces, sinters) => {
          const steel = entry({
            industry: 'steel-long',
            grade: 'C',
            lines: [
              ...furnaces.map((_, n) => line(`f${n}`, {}, { name: '高炉', step: '炼铁', device: '高炉' })),
              ...sinters.map((_, n) =>
                line(`s${n}`, {}, { name: '烧结机', step: '烧结', coupledTo: furnaces.map((__, k) => `f${k}`) }),
              ),
            ],
          })
          const of = (name: string, all: number[]) =>
            all.flatMap((count, n) =>
              count === 0 ? [] : [stop(`${name}${n}`, second.from, addDays(second.from, count))],
            )
          const mean = (all: number[]) => all.reduce((sum, one) => sum + one, 0) / all.length
          const codes = found(steel, { stretches: [...of('f', furnaces), ...of('s', sinters)] })
          fc.pre(mean(furnaces) + mean(sinters) > 0)
          expect(codes.some((code) => code.startsWith('coupled'))).toBe(mean(sinters) < mean(furnaces) - 1e-9)
        },
      ),
      runs(200),
    )
  })
})

describe('the result of a county', () => {
  const planned = [
    { enterprise: 'e', county: '140882', line: '1#', from: '2021-11-15', until: '2021-11-20' },
    { enterprise: 'e', county: '140882', line: '2#', from: '2021-11-15', until: '2021-11-20' },
  ]
  const told = (number: string, kind: Reported['kind'], on: string): Reported => ({
    enterprise: 'e',
    line: number,
    kind,
    day: on,
  })

  test('counts days of lines that held, were broken, and of which nothing was told', () => {
    const reports = [
      told('1#', 'stopped', '2021-11-16'),
      told('1#', 'started', '2021-11-18'),
      told('1#', 'stopped', '2021-11-18'),
    ]
    expect(rotationResults(planned, reports, '2021-11-19')).toEqual([
      { county: '140882', enterprises: 1, planned: 10, held: 3, broken: 1, unreported: 6 },
    ])
    expect(rotationResults(planned, reports, '2021-11-14')).toEqual([
      { county: '140882', enterprises: 1, planned: 0, held: 0, broken: 0, unreported: 0 },
    ])
  })

  test('each planned day is counted once, whatever is reported', () => {
    const reports = fc.array(
      fc.record({
        enterprise: fc.constantFrom('e', 'x'),
        line: fc.constantFrom('1#', '2#'),
        kind: fc.constantFrom<Reported['kind']>('stopped', 'started'),
        day: fc.integer({ min: 10, max: 25 }).map((date) => `2021-11-${date}`),
      }),
    )
    fc.assert(
      fc.property(reports, (all) => {
        for (const { planned: days, held, broken, unreported } of rotationResults(planned, all, '2021-12-31')) {
          expect(days).toBe(10)
          expect(held + broken + unreported).toBe(10)
        }
      }),
    )
  })
})
