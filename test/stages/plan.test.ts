import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LISTED_LEVELS, type Entry } from '../../src/model/enterprise.ts'
import { compareMeasures } from '../../src/model/compareMeasures.ts'
import { addEmissions, NO_EMISSIONS } from '../../src/model/tonnes.ts'
import { decideOrder } from '../../src/plan/decide.ts'
import { changesBetween, compareLines, nothingChanged, revise } from '../../src/plan/diff.ts'
import type { Rules } from '../../src/plan/asked.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import type { LineOrder, OrderContent, Terms } from '../../src/plan/order.ts'
import { entry, entryArbitrary, line, listed, measureArbitrary } from '../help/entries.ts'
import { runs } from '../help/runs.ts'

const book = loadMeasures()
const rules: Rules = { measures: book, applying: loadApplying() }
/** Orders given on 24 December at 18:00 for the 26th at 0:00, Beijing time. */
const terms: Terms = {
  level: 'orange',
  starts: '2020-12-25T16:00:00.000Z',
  ends: null,
  issuedAt: '2020-12-24T10:00:00.000Z',
  asOf: '2020-12-24',
  list: { id: 'list', name: '运城市应急减排清单' },
  spares: new Set(),
}
const orderOf = (of: Entry, more: Partial<Terms> = {}): OrderContent => {
  const content = decideOrder({ entry: of }, { ...terms, ...more }, rules)
  if (content === null) throw new Error('no order')
  return content
}
const levels = fc.constantFrom(...LISTED_LEVELS)

describe('how measures compare', () => {
  const turned = { stricter: 'weaker', weaker: 'stricter', equal: 'equal', notComparable: 'notComparable' }
  test('the other way round it is the other way round', () => {
    fc.assert(
      fc.property(measureArbitrary, measureArbitrary, (a, b) => {
        expect(compareMeasures(b, a)).toBe(turned[compareMeasures(a, b)])
        expect(compareMeasures(a, a)).toBe('equal')
      }),
    )
  })
  test('what is stricter than the stricter is stricter', () => {
    fc.assert(
      fc.property(measureArbitrary, measureArbitrary, measureArbitrary, (a, b, c) => {
        // A share without a base compares with every base, so that only shares of named bases form an order.
        fc.pre([a, b, c].every((one) => one.kind !== 'reduce' || one.base !== null))
        if (compareMeasures(a, b) === 'stricter' && compareMeasures(b, c) === 'stricter')
          expect(compareMeasures(a, c)).toBe('stricter')
      }),
      runs(2000),
    )
  })
})

describe('an order', () => {
  test('reads like an order, to one control room', () => {
    const { lines, summary, transport } = orderOf(entry())
    expect(summary.zh).toBe(
      '河津市示例水泥有限公司：橙色预警，启动Ⅱ级应急响应，12 月 26 日 0 时起执行，直至另行通知。请按下列措施逐条生产线执行。',
    )
    expect(lines[0]?.say.zh).toBe(
      '1#熟料线：12 月 26 日 0 时起停产（提前 24 小时通知，安全停车需 8 小时，请于 25 日 16 时起降负荷）。' +
        '核查方式：用电、在线监测。依据：绩效 C 级，橙色；运城市应急减排清单 1# 橙色；环办大气函〔2020〕340号 水泥（熟料） C。',
    )
    expect(lines[0]?.say.en).toBe(
      '1#熟料线: from 26 Dec 00:00 stop (24 h notice, a safe stop takes 8 h, ramp down from 25 Dec 16:00). ' +
        'Checked by power use, online monitoring. By grade C, orange; 运城市应急减排清单 1# 橙色；环办大气函〔2020〕340号 水泥（熟料） C.',
    )
    expect(lines[0]).toMatchObject({ responsible: 'person-1', rampDownFrom: '2020-12-25T08:00:00.000Z' })
    expect(transport?.say.zh).toContain('国四及以下')
  })

  test('given later than a safe stop needs, it says to begin at once, and an officer sees it', () => {
    const [late] = orderOf(entry(), { issuedAt: '2020-12-25T12:00:00.000Z' }).lines
    expect(late).toMatchObject({ rampDownFrom: '2020-12-25T12:00:00.000Z', flags: ['noticeShort'] })
    expect(late?.say.zh).toContain('通知时间不足，请立即（25 日 20 时）起降负荷，按安全规程停车')
    const own = { ...line('1#', { orange: { kind: 'stop' } }), meanwhile: '保持 60% 负荷运行，不再投料' }
    const [told] = orderOf(entry({ lines: [own] }), { issuedAt: '2020-12-25T12:00:00.000Z' }).lines
    expect(told?.say.zh).toContain('按安全规程停车，停稳之前：保持 60% 负荷运行，不再投料）')
    expect(orderOf(entry({ lines: [own] })).lines[0]?.say.zh).not.toContain('停稳之前')
  })

  test('blue asks nothing of a list', () => {
    expect(decideOrder({ entry: entry() }, { ...terms, level: 'blue' }, rules)).toBeNull()
  })

  test('an own row about trucks leaves the table its cut of production', () => {
    const trucks = listed({ kind: 'transport', ban: { heavyTrucksUpToStage: 4 } }, '停止使用国四及以下重型载货车辆运输')
    const { lines, transport } = orderOf(
      entry({ grade: 'B', lines: [line('1#', {}, { measures: { orange: trucks } })] }),
    )
    expect(lines[0]).toMatchObject({
      action: { measure: { kind: 'transport' } },
      also: { measure: { kind: 'reduce', share: 2000 } },
    })
    // The row already bans as much as the table: it is not said twice.
    expect(transport).toBeNull()
    expect(lines[0]?.promised.so2).toBe(20_000_000)
  })

  test('every order names its clauses, promises no more than is emitted, and survives JSON', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, (of, level) => {
        const order = orderOf(of, { level })
        const known = new Set(order.clauses.map(({ id }) => id))
        expect(known.has('classes/law')).toBe(true)
        for (const one of order.lines) {
          expect(one.clauses.length).toBeGreaterThan(0)
          for (const id of [...one.clauses, one.action.clause, ...(one.also ? [one.also.clause] : [])])
            expect(known).toContain(id)
          for (const kind of ['so2', 'nox', 'pm', 'vocs'] as const)
            expect(one.promised[kind]).toBeLessThanOrEqual(
              of.lines.find(({ number }) => number === one.line)?.daily[kind] ?? 0,
            )
        }
        expect(order.promised).toEqual(order.lines.reduce((sum, one) => addEmissions(sum, one.promised), NO_EMISSIONS))
        expect(JSON.parse(JSON.stringify(order))).toEqual(order)
      }),
    )
  })

  /**
   * 限产 30% of nothing named is held against any base, so that what stands between two named ones is no order any more: a
   * row that names its base at one level and not at another can be covered at the one alone.
   */
  function mixesBases(of: Entry, number: string): boolean {
    const measures = Object.values(of.lines.find((one) => one.number === number)?.measures ?? {})
    const bases = measures.flatMap(({ measure }) => (measure.kind === 'reduce' ? [measure.base] : []))
    return bases.includes(null) && bases.some((base) => base !== null)
  }

  test('a higher level never asks less of a line', () => {
    fc.assert(
      fc.property(entryArbitrary, (of) => {
        const [yellow, orange, red] = LISTED_LEVELS.map((level) => orderOf(of, { level }))
        for (const [low, high] of [
          [yellow, orange],
          [orange, red],
        ])
          high?.lines.forEach((now, place) => {
            const was = low?.lines[place]
            if (was && !mixesBases(of, now.line)) expect(compareLines(now, was)).not.toBe('weaker')
          })
      }),
      runs(500),
    )
  })

  test('is never weaker than the verified table', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, (of, level) => {
        const order = orderOf(of, { level })
        fc.pre(order.basis === 'grade')
        const grade = of.grade === 'shouldBeRated' ? 'D' : of.grade
        const cell = book.cell(of.industry, of.industryKind, grade, level, terms.asOf)
        const production = cell?.measures.find(({ kind }) => kind !== 'transport')
        if (production?.kind === 'stopLines') {
          const open = order.lines.filter(
            ({ action: { measure } }) => !(measure.kind === 'stopLines' && measure.share >= production.share),
          )
          // Beside a row that rules transport only, the stop is the second duty.
          const stops = ({ action, also }: LineOrder) =>
            [action, also].some(
              (duty) => duty && ['stricter', 'equal'].includes(compareMeasures(duty.measure, { kind: 'stop' })),
            )
          const stopped = open.filter(stops).length
          expect(stopped * 10_000).toBeGreaterThanOrEqual(production.share * open.length)
        } else if (production)
          for (const { action, also } of order.lines) {
            const stands = [action, also].map((duty) => duty && compareMeasures(duty.measure, production))
            expect(stands.some((one) => one === 'stricter' || one === 'equal')).toBe(true)
          }
      }),
      runs(500),
    )
  })
})

describe('a revision', () => {
  const raised: Partial<Terms> = {
    level: 'red',
    starts: '2020-12-27T16:00:00.000Z',
    issuedAt: '2020-12-26T10:00:00.000Z',
  }
  const cut = (share: number) => ({ kind: 'reduce', share, base: '产能' }) as const

  test('with the same content changes nothing', () => {
    fc.assert(
      fc.property(entryArbitrary, levels, (of, level) => {
        const order = orderOf(of, { level })
        expect(changesBetween(order, order)).toEqual([])
        expect(nothingChanged(revise(order, orderOf(of, { level }), of))).toBe(true)
      }),
    )
  })

  test('puts what changed first, and a line that goes on keeps its start and is not ramped again', () => {
    const of = entry({
      industry: 'foundry',
      lines: [
        line('1#', { orange: { kind: 'stop' }, red: { kind: 'stop' } }),
        line('2#', { orange: cut(2000), red: { kind: 'stop' } }),
      ],
    })
    const before = orderOf(of)
    const after = revise(before, orderOf(of, raised), of)
    expect(after.changes.map(({ kind, line: number, say }) => [kind, number, say.zh])).toEqual([
      ['level', null, '预警级别由橙色升为红色'],
      ['stricter', '2#', '2#熟料线：由“限产 20%（以产能计）”改为“停产”'],
    ])
    expect(after.lines[0]).toMatchObject({ starts: terms.starts, continues: true, rampDownFrom: null })
    expect(after.lines[0]?.say.zh).toContain('12 月 26 日 0 时起停产（已在执行，继续）。')
    expect(after.lines[1]).toMatchObject({
      starts: raised.starts,
      continues: false,
      rampDownFrom: '2020-12-27T08:00:00.000Z',
    })
  })

  test('at another level with the same measures says just that', () => {
    const of = entry()
    const after = revise(orderOf(of), orderOf(of, raised), of)
    expect(after.changes.map(({ say }) => say.zh)).toEqual(['预警级别由橙色升为红色，本企业措施不变'])
  })

  test('that lowers names what is milder', () => {
    const of = entry({ industry: 'foundry', lines: [line('1#', { orange: cut(2000), red: { kind: 'stop' } })] })
    const after = revise(orderOf(of, { level: 'red' }), orderOf(of, { starts: '2020-12-28T16:00:00.000Z' }), of)
    expect(after.changes.map(({ kind }) => kind)).toEqual(['level', 'milder'])
  })

  test('that extends, moves or re-plans says so', () => {
    const of = entry({ industry: 'foundry', lines: [line('1#', { orange: cut(2000) })] })
    const before = orderOf(of, { ends: '2020-12-30T16:00:00.000Z' })
    const kinds = (next: OrderContent) => revise(before, next, of).changes.map(({ kind, say }) => `${kind} ${say.zh}`)
    expect(kinds(orderOf(of, { ends: '2021-01-02T16:00:00.000Z' }))).toEqual(['ends 延长至 1 月 3 日 0 时'])
    expect(kinds(orderOf(of, { ends: '2020-12-28T16:00:00.000Z' }))).toEqual(['ends 提前至 12 月 29 日 0 时'])
    expect(kinds(orderOf(of, { ends: before.ends, starts: '2020-12-25T04:00:00.000Z' }))).toEqual([
      'starts 起始时间由 12 月 26 日 0 时改为 12 月 25 日 12 时',
    ])
    const wider = { ...of, lines: [...of.lines, line('2#', { orange: { kind: 'stop' } })] }
    expect(kinds(orderOf(wider, { ends: before.ends }))[0]).toMatch(/^added 2#熟料线/)
    expect(revise(orderOf(wider), orderOf(of), of).changes.map(({ say }) => say.zh)).toEqual(['2#熟料线：不再执行停产'])
    const cause = { ...of, stopCause: { cause: 'againstPermit', deadline: null, from: '2020-12-01' } as const }
    expect(kinds(orderOf(cause, { ends: before.ends })).map((one) => one.split(' ')[0])).toEqual(['basis', 'stricter'])
  })
})
