import { describe, expect, test } from 'vitest'
import type { Entry, ListedMeasure } from '../../src/model/enterprise.ts'
import { readMeasureText } from '../../src/inventory/measureText.ts'
import { decideOrder } from '../../src/plan/decide.ts'
import { nothingChanged, revise } from '../../src/plan/diff.ts'
import type { OrderContent, Terms } from '../../src/plan/order.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'
import { entry, line, listed } from '../help/entries.ts'

const rules = { measures: loadMeasures(), applying: loadApplying() }
const terms: Terms = {
  level: 'yellow',
  starts: '2020-12-25T16:00:00.000Z',
  ends: null,
  issuedAt: '2020-12-24T10:00:00.000Z',
  asOf: '2020-12-24',
  list: { id: 'list', name: '运城市应急减排清单' },
  spares: new Set(),
}
function orderOf(of: Entry, more: Partial<Terms> = {}): OrderContent {
  const content = decideOrder({ entry: of }, { ...terms, ...more }, rules)
  if (content === null) throw new Error('no order')
  return content
}
/** The row that a list without type cells gives. */
function row(words: string): ListedMeasure<string> {
  const measure = readMeasureText(words)
  if (measure === null) throw new Error(`${words} is not read`)
  return listed(measure, words)
}
const cement = (...rows: string[]) =>
  entry({
    lines: rows.map((words, n) => line(`${n + 1}#`, {}, { measures: { yellow: row(words), orange: row(words) } })),
  })

describe('a row that rules transport too', () => {
  test('is a line that stands still where lines are counted', () => {
    const { lines } = orderOf(cement('停产；停止公路运输', '限产20%（以产能计）'))
    expect(lines.map(({ say }) => say.zh.slice(0, say.zh.indexOf('（')))).toEqual([
      '1#熟料线：12 月 26 日 0 时起停产；停止公路运输',
      '2#熟料线：12 月 26 日 0 时起限产 20%',
    ])
  })
  test('keeps what it says of transport when the table stops its line', () => {
    const { lines } = orderOf(cement('限产50%（以产能计）；停止公路运输'))
    expect(lines[0]?.say.zh).toContain('限产 50%（以产能计）；停止公路运输，并停产')
    expect(lines[0]).toMatchObject({ rampDownFrom: '2020-12-25T08:00:00.000Z', promised: { so2: 100_000_000 } })
  })
  test('says it though the cells beside it only stop', () => {
    const stop = listed({ kind: 'stop' }, '1#熟料线停产，停止公路运输')
    const of = entry({ lines: [line('1#', {}, { measures: { yellow: stop } })] })
    expect(orderOf(of).lines[0]?.say.zh).toContain('停产（停产，停止公路运输）')
    const bare = entry({ lines: [line('1#', {}, { measures: { yellow: listed({ kind: 'stop' }, '1#熟料线停产') } })] })
    expect(orderOf(bare).lines[0]?.say.zh).toContain('0 时起停产（提前')
    expect(revise(orderOf(bare), orderOf(of), of).changes.map(({ line: number }) => number)).toEqual(['1#'])
  })
})

test('a kiln that is kept hot has its window before the start as one that goes out', () => {
  const { lines } = orderOf(entry({ industry: 'brick', lines: [line('1#', { yellow: { kind: 'stopHot' } })] }))
  expect(lines[0]?.rampDownFrom).toBe('2020-12-25T08:00:00.000Z')
})

test('what comes back from the database with its fields in another order is no change', () => {
  const turned = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(turned)
        : Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([key, one]) => [key, turned(one)]),
          )
  const of = entry({ grade: 'B', lines: [line('1#', { orange: { kind: 'reduce', share: 1000, base: null } })] })
  const order = orderOf(of, { level: 'orange' })
  expect(order.lines[0]?.action).toMatchObject({ from: 'table', measure: { kind: 'reduce' } })
  expect(nothingChanged(revise(turned(order) as OrderContent, order, of))).toBe(true)
})
