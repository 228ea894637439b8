import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LISTED_LEVELS, type Entry, type Grade } from '../../src/model/enterprise.ts'
import { compareMeasures } from '../../src/model/compareMeasures.ts'
import type { Rules } from '../../src/plan/asked.ts'
import { decideOrder } from '../../src/plan/decide.ts'
import { basesOf } from '../../src/inventory/lineRows.ts'
import { referring } from '../../src/inventory/people.ts'
import { readList } from '../../src/inventory/reading.ts'
import { changesBetween, nothingChanged, revise } from '../../src/plan/diff.ts'
import { explainOrder } from '../../src/plan/explain.ts'
import { figureOf } from '../../src/plan/figure.ts'
import { QUESTIONS } from '../../src/plan/footing.ts'
import { countedByOrders } from '../../src/plan/oneDay.ts'
import type { OrderContent, Terms } from '../../src/plan/order.ts'
import { addEmissions, NO_EMISSIONS } from '../../src/model/tonnes.ts'
import type { Season } from '../../src/rotation/season.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { loadReductions } from '../../src/rulebook/reduction.ts'
import { entry, entryArbitrary, line } from '../help/entries.ts'
import { AREAS, smallList, workbook } from '../help/lists.ts'
import { runs } from '../help/runs.ts'

const rules: Rules = { measures: loadMeasures(), applying: loadApplying() }
const terms: Terms & { level: 'orange' } = {
  level: 'orange',
  starts: '2020-12-25T16:00:00.000Z',
  ends: '2020-12-30T16:00:00.000Z',
  issuedAt: '2020-12-24T10:00:00.000Z',
  asOf: '2020-12-24',
  list: { id: 'list', name: '运城市应急减排清单' },
  spares: new Set(['140802']),
}
const names = { industries: loadIndustries(), areas: AREAS }
const plan = { id: '0176752c-0000-7000-8000-000000000001', name: '运城市错峰生产计划' }
const day = fc.integer({ min: 15, max: 31 }).map((date) => `2020-12-${date}`)
const seasons: fc.Arbitrary<Season> = fc.record({
  standstills: fc.array(
    fc
      .tuple(fc.constantFrom('1#', '2#', '3#'), day, day)
      .filter(([, from, until]) => from < until)
      .map(([number, from, until]) => ({ line: number, from, until, plan })),
    { maxLength: 2 },
  ),
  blacklistedFrom: fc.constantFrom(null, null, '2020-12-01', '2021-01-01'),
})
/** Anything the list can say that moves an enterprise from one footing to another. */
const entries: fc.Arbitrary<Entry> = fc
  .record({
    of: entryArbitrary,
    gradeUntil: fc.option(day),
    county: fc.constantFrom('140882', '140822', '140802'),
    zone: fc.constantFrom(null, '1+5重点区域'),
    cause: fc.boolean(),
  })
  .map(({ of, cause, ...more }) => ({
    ...of,
    ...more,
    lines: of.lines.map((one, place) =>
      cause && place === 0
        ? { ...one, stopCause: { cause: 'retrofitOverdue', deadline: '2020-10-01', from: '2020-12-20' } }
        : one,
    ),
  }))
const levels = fc.constantFrom(...LISTED_LEVELS)
const orderOf = (of: Entry, more: Partial<Terms> = {}, season?: Season): OrderContent => {
  const made = decideOrder({ entry: of, ...(season ? { season } : {}) }, { ...terms, ...more }, rules)
  if (made === null) throw new Error('no order')
  return made
}

describe('an explanation', () => {
  test('is the evaluation: its order is the one that is planned, and one step decides', () => {
    fc.assert(
      fc.property(entries, seasons, levels, (of, season, level) => {
        const { order, steps } = explainOrder({ enterprise: 'e', entry: of, season }, { ...terms, level }, rules, names)
        expect(order).toEqual(orderOf(of, { level }, season))
        const footing = steps.filter(({ id }) => QUESTIONS.some(({ basis }) => basis === id))
        expect(footing.map(({ id }) => id)).toEqual(QUESTIONS.map(({ basis }) => basis))
        expect(footing.flatMap(({ id, outcome }) => (outcome === 'decides' ? [id] : []))).toEqual([order.basis])
        const place = footing.findIndex(({ outcome }) => outcome === 'decides')
        for (const { outcome } of footing.slice(0, place)) expect(outcome).toBe('no')
        for (const { outcome, clause } of steps) expect(clause === null).toBe(outcome === 'no')
        // An addition that changed something names it, and what it made of it is what the order says.
        for (const { outcome, changes } of steps) expect(changes.length > 0).toBe(outcome === 'adds')
      }),
      runs(300),
    )
  })

  test('reads as an officer would tell it', () => {
    const of = entry({
      class: 'protected',
      grade: 'B',
      protection: { ground: '民生保障', cap: '日产不超过 800 吨', until: '2020-12-20' },
      zone: '1+5重点区域',
      lines: [
        line('1#', {
          yellow: { kind: 'stop' },
          orange: { kind: 'reduce', share: 1000, base: null },
          red: { kind: 'stop' },
        }),
      ],
    })
    const { steps } = explainOrder({ enterprise: 'e', entry: of }, terms, rules, names)
    const said = new Map(steps.map(({ id, say }) => [id, say.zh]))
    expect(said.get('protected')).toBe('是否在保障期内的保障类企业：否（企业类型 保障；保障 民生保障，至 2020-12-20）')
    expect(said.get('grade')).toContain('是，据此确定')
    expect(said.get('grade')).toContain('绩效等级 B')
    expect(said.get('grade')).toContain('行业 水泥；行业小类 —')
    expect(said.get('grade')).toContain('环办大气函〔2020〕340号 水泥（熟料） B')
    expect(said.get('listed')).toContain('是，但已由前项确定')
    expect(said.get('zone')).toMatch(/^所在管控分区是否提级：是，从严（管控分区 1\+5重点区域；县\(市、区\) 河津市/)
    expect(said.get('zone')).toContain(
      '。1# 由“限产 20%（以环评产能许可产能上年实际三者日均最小值计）”改为“停产”。' +
        '运城市重污染天气橙色预警延长通知（2020-12-20） 1+5 重点区域及万荣、夏县工业企业提级管控（本系统的理解）',
    )
    expect(steps.find(({ id }) => id === 'processCause')).toMatchObject({ outcome: 'no', changes: [] })
  })
})

describe('what is asked beside class and grade', () => {
  test('never makes an order milder, line by line', () => {
    fc.assert(
      fc.property(entries, seasons, levels, (of, season, level) => {
        const plain = {
          ...of,
          zone: null,
          county: '140882',
          lines: of.lines.map((one) => ({ ...one, stopCause: null })),
        }
        const without = orderOf(plain, { level, spares: new Set() })
        const all = orderOf(of, { level, spares: new Set() }, season)
        fc.pre(without.basis === all.basis && without.basis !== 'ownDecision')
        all.lines.forEach((now, place) => {
          const was = without.lines[place]
          const duties = [now.action, ...(now.also ? [now.also] : [])]
          for (const duty of was ? [was.action, ...(was.also ? [was.also] : [])] : [])
            expect(
              duties.some(({ measure }) => ['stricter', 'equal'].includes(compareMeasures(measure, duty.measure))),
            ).toBe(true)
        })
      }),
      runs(500),
    )
  })

  test('keeps the cut of a named base when a share of an unnamed one stood between', () => {
    const reduce = (share: number, base: string | null) => ({ kind: 'reduce', share, base }) as const
    const own = { orange: reduce(1000, '产能'), red: reduce(1500, null) }
    const cause = { cause: 'retrofitOverdue', deadline: null, from: '2020-12-20' } as const
    const of = entry({
      industry: 'glass',
      grade: 'A+',
      lines: [line('1#', own, { interruptible: false, stopCause: cause })],
    })
    const [one] = orderOf(of, {}, { standstills: [], blacklistedFrom: '2020-12-01' }).lines
    expect(one?.action.measure).toMatchObject({ kind: 'reduce', base: '投料量' })
    expect(one).toMatchObject({ also: { measure: reduce(1000, '产能') } })
  })

  test('a process that is stopped for cause keeps each duty that its cause does not cover', () => {
    const trucks = (stage: number) => ({ kind: 'transport', ban: { heavyTrucksUpToStage: stage } }) as const
    const cause = { cause: 'notCompliant', deadline: null, from: '2020-12-01' } as const
    const own = { orange: trucks(4), red: trucks(5) }
    const of = entry({ grade: 'B', lines: [line('1#', own, { interruptible: false, stopCause: cause })] })
    // The table cuts production beside the row's ban; the strictest row bans more, and cuts nothing.
    expect(orderOf(of).lines[0]).toMatchObject({
      action: { measure: trucks(5) },
      also: { measure: { kind: 'reduce', share: 2000 } },
      flags: ['processStopped', 'cannotInterrupt'],
    })
  })

  test('whoever is stopped for cause has no grade, and what can not be interrupted takes the strictest limit of its table', () => {
    const furnace = line(
      '1#',
      { yellow: { kind: 'ownDecision' }, orange: { kind: 'ownDecision' }, red: { kind: 'ownDecision' } },
      { name: '1#玻璃线', step: '熔化', device: '玻璃窑炉', interruptible: false },
    )
    const cause = { cause: 'notCompliant', deadline: null, from: null } as const
    const leading = { industry: 'glass', grade: 'leading', lines: [furnace] } as const
    const whole = orderOf(entry({ ...leading, lines: [furnace], stopCause: cause }))
    expect(whole.basis).toBe('stopForCause')
    expect(whole.lines[0]?.say.zh).toContain('限产 30%（以投料量计）')
    expect(whole.lines[0]?.say.zh).toContain('依据：不予评级，橙色')
    expect(whole.lines[0]?.say.zh).toContain('§19（五） D')
    const process = orderOf(entry({ ...leading, lines: [{ ...furnace, stopCause: cause }] }))
    expect(process.lines[0]?.say.zh).toContain('限产 30%（以投料量计）')
    // What can't be interrupted is not stopped by a table that would stop it: it keeps its own strictest row.
    const kept = orderOf(
      entry({
        grade: 'A',
        stopCause: cause,
        lines: [line('1#', { red: { kind: 'reduce', share: 5000, base: null } }, { interruptible: false })],
      }),
    )
    expect(kept.lines[0]?.say.zh).toContain('限产 50%')
    // A kiln that can be stopped stops, and no row of the grade that it no longer has is named.
    const kiln = orderOf(entry({ grade: 'A', stopCause: cause }))
    expect(kiln.lines[0]?.action.measure).toEqual({ kind: 'stop' })
    expect(kiln.clauses.map(({ id }) => id)).not.toContain('cn-340-2020/cement-clinker/A/red')
  })

  test('of several industries the lowest grade is named, since it is the one that counts', () => {
    const both = entry({ grade: 'B', alsoRated: [{ industry: 'lime', industryKind: null, grade: 'C' }] })
    expect(orderOf(both).lines[0]?.say.zh).toContain('依据：绩效 C 级（多个行业从低），橙色')
    expect(orderOf(both).enterprise).toMatchObject({ grade: 'B', counted: 'C' })
    const alike = entry({ grade: 'C', alsoRated: [{ industry: 'lime', industryKind: null, grade: 'B' }] })
    expect(orderOf(alike).lines[0]?.say.zh).toContain('依据：绩效 C 级，橙色')
    const held = revise(orderOf(both), orderOf(both, { starts: '2020-12-26T16:00:00.000Z' }), both)
    expect(held.lines[0]?.say.zh).toContain('绩效 C 级（多个行业从低）')
  })

  test('B- reaches what a protected enterprise must reach, as it does in the check of a list', () => {
    const of = (grade: Grade) =>
      entry({ grade, class: 'protected', protection: { ground: '民生保障', cap: '日产不超过 10 吨', until: null } })
    expect(orderOf(of('B-')).lines[0]?.flags).not.toContain('protectedGradeLow')
    expect(orderOf(of('C')).lines[0]?.flags).toContain('protectedGradeLow')
  })

  test('a season that stands still through the whole order promises nothing and is not ramped down', () => {
    const standstills = [{ line: '1#', from: '2020-11-01', until: '2021-03-16', plan }]
    const { lines } = orderOf(
      entry({ industry: 'foundry', lines: [line('1#', { orange: { kind: 'reduce', share: 3000, base: null } })] }),
      {},
      { standstills, blacklistedFrom: null },
    )
    expect(lines[0]).toMatchObject({ rampDownFrom: null, promised: { so2: 0 }, season: { from: null, until: null } })
    expect(lines[0]?.say.zh).toContain('12 月 26 日 0 时起错峰停产（运城市错峰生产计划），不得复产')
  })

  test('a line that the order would stop and that stands still by its season plan is not ramped down again', () => {
    const standstills = (until: string) => [{ line: '1#', from: '2020-11-15', until, plan }]
    const stopped = (until: string) =>
      orderOf(entry(), {}, { standstills: standstills(until), blacklistedFrom: null }).lines[0]
    const whole = stopped('2021-03-16')
    expect(whole).toMatchObject({ rampDownFrom: null, promised: { so2: 0 }, season: { from: null, until: null } })
    expect(whole?.say.zh).toContain('12 月 26 日 0 时起错峰停产（运城市错峰生产计划），不得复产')
    expect(stopped('2020-12-28')?.say.zh).toContain('错峰停产（运城市错峰生产计划），至 12 月 28 日 0 时止；其后停产')
    const later = orderOf(
      entry(),
      {},
      {
        standstills: [{ line: '1#', from: '2020-12-28', until: '2021-03-16', plan }],
        blacklistedFrom: null,
      },
    )
    // It is stopped from the first hour on: that a season plan would stop it later is nothing to be told.
    expect(later.lines[0]?.season).toBeUndefined()
    expect(later.lines[0]?.rampDownFrom).not.toBeNull()
  })

  test('of a line that stands still on the day nothing is counted at any level, whatever its order would be', () => {
    const floors = loadReductions().floors('2020-12-26', '140800')
    if (!floors) throw new Error('no floors')
    const season = {
      standstills: [{ line: '1#', from: '2020-11-15', until: '2021-03-16', plan }],
      blacklistedFrom: null,
    }
    const two = entry({
      industry: 'foundry',
      lines: ['1#', '2#'].map((number) =>
        line(number, {
          yellow: { kind: 'reduce', share: 2000, base: null },
          orange: { kind: 'reduce', share: 5000, base: null },
          red: { kind: 'stop' },
        }),
      ),
    })
    const [one] = two.lines
    const daily = addEmissions(one?.daily ?? NO_EMISSIONS, one?.daily ?? NO_EMISSIONS)
    const spares = { yellow: new Set<string>(), orange: new Set<string>(), red: new Set<string>() }
    const listed = [{ enterprise: 'e', entry: { ...two, daily }, season }]
    const [counted] = countedByOrders(listed, '2020-12-26', { list: terms.list, spares, rules, floors })
    expect(counted?.base).toEqual(one?.daily)
    expect([counted?.saved.yellow.so2, counted?.saved.orange.so2, counted?.saved.red.so2]).toEqual(
      [20, 50, 100].map((percent) => ((one?.daily.so2 ?? 0) / 100) * percent),
    )
  })

  test('a revision tells of a season that comes or goes, and of nothing else', () => {
    const of = entry({
      industry: 'foundry',
      lines: [line('1#', { orange: { kind: 'reduce', share: 3000, base: null } })],
    })
    const season = (until: string): Season => ({
      standstills: [{ line: '1#', from: '2020-11-01', until, plan }],
      blacklistedFrom: null,
    })
    const [without, whole, part] = [
      orderOf(of),
      orderOf(of, {}, season('2021-03-16')),
      orderOf(of, {}, season('2020-12-28')),
    ]
    expect(changesBetween(without, whole).map(({ kind }) => kind)).toEqual(['stricter'])
    expect(changesBetween(whole, part)).toHaveLength(1)
    expect(changesBetween(part, part)).toEqual([])
    expect(nothingChanged(revise(whole, orderOf(of, {}, season('2021-03-16')), of))).toBe(true)
  })
})

describe('what a share comes to', () => {
  const cut = (share: number, base: string) => ({ kind: 'reduce', share, base }) as const
  test('is exact, and never rounded to more than is allowed', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 999_999_999_999_999n), fc.integer({ min: 1, max: 10_000 }), (millionths, share) => {
        const written = `${millionths / 1_000_000n}.${String(millionths % 1_000_000n).padStart(6, '0')} 吨/日`
        const said = figureOf({ 许可产能: written }, cut(share, '许可产能'))?.zh ?? ''
        const [, whole = '', part = ''] = /不超过 (\d+)(?:\.(\d+))? 吨$/.exec(said) ?? []
        const most = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'))
        // most ≤ base × (1 − share) < most + 1, in millionths.
        const exact = millionths * BigInt(10_000 - share)
        expect(most * 10_000n <= exact && exact < (most + 1n) * 10_000n).toBe(true)
      }),
    )
  })

  test('is told to a kiln whose list was read from a workbook', async () => {
    const sheets = smallList()
    for (const row of sheets.企业) row.绩效等级 = 'B'
    for (const row of sheets.生产线)
      Object.assign(row, { 环评日均产能: 2750, 许可日均产能: 2500, 上年实际日均产量: 2125 })
    for (const row of sheets.措施) Object.assign(row, { 措施: '限产10%', 类型: '限产', 数值: 10, 基准: '三者最小值' })
    const { list } = await readList(await workbook(sheets), AREAS, loadIndustries())
    const [kiln] = list?.enterprises ?? []
    if (!kiln) throw new Error('nothing was read')
    const [told] = orderOf(referring(kiln.entry, ({ phone }) => phone)).lines
    expect(told?.action.figure?.zh).toBe('日产量不超过 1700 吨')
  })

  test('is not said where the list does not hold the base in one unit a day', () => {
    for (const text of ['', '2500', '2500 吨', '吨/日', '-5 吨/日', '2500 吨/年', '1e3 吨/日', '约 2500 吨/日'])
      expect(figureOf({ 许可产能: text }, cut(2000, '许可产能'))).toBeNull()
    expect(figureOf({ 许可产能: '２５００ 吨／日' }, cut(2000, '许可产能'))?.en).toBe('at most 2000 t a day')
    expect(figureOf({ 产能: '2500 吨/日' }, cut(2000, '许可产能'))).toBeNull()
    const three = { 环评日均产能: '2600 吨/日', 许可日均产能: '2500 吨/日', 上年实际日均产量: '2512.5 吨/日' }
    const kiln = cut(2000, '环评产能许可产能上年实际三者日均最小值')
    expect(figureOf(basesOf(three), kiln)?.en).toBe('at most 2000 t a day')
    expect(figureOf(basesOf({ ...three, 许可日均产能: '2.5 千吨/日' }), kiln)).toBeNull()
  })
})
