import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addHours, type Instant } from '../../src/model/time.ts'
import { HEADS } from '../../src/model/post.ts'
import { sayPinned } from '../../src/season/periods/decide.ts'
import { changeHeads, levelAt, type Asked } from '../../src/waking/heads/decide.ts'

const NOW: Instant = '2022-02-10T00:00:00.000Z'
const deadlines = { start: null, sign: null, end: null, resume: null, stage: null, lift: null }
const context = { level: 'orange', startsAt: NOW, deadlines } as const

describe('the level that asks for heads', () => {
  test.each([
    ['inForce.steady', context, 'orange'],
    ['inForce.changeProposed', context, 'orange'],
    // The clock may come to the warning a moment after somebody has looked: its hours count, not its state alone.
    ['scheduled.steady', context, 'orange'],
    ['scheduled.steady', { ...context, startsAt: addHours(NOW, 1) }, null],
    ['proposed', { ...context, level: null, startsAt: null }, null],
    ['suspended.steady', context, null],
    ['lifting', { ...context, deadlines: { ...deadlines, lift: addHours(NOW, 1) } }, 'orange'],
    ['lifting', { ...context, deadlines: { ...deadlines, lift: NOW } }, null],
    ['lifted', context, null],
  ] as const)('%s', (state, given, level) => {
    expect(levelAt({ state, context: given }, NOW)).toBe(level)
  })
})

const asked: fc.Arbitrary<Asked> = fc.record({
  area: fc.constantFrom('140981', '140902', '140921'),
  post: fc.constantFrom(...HEADS),
})
const some = fc.uniqueArray(asked, { selector: ({ area, post }) => `${area} ${post}` })

test('whoever is wanted is asked for once, whoever is not is released, and nobody else is touched', () => {
  fc.assert(
    fc.property(some, some, (known, wanted) => {
      const { asked: more, released } = changeHeads(known, wanted)
      const after = [...known.filter((one) => !released.includes(one)), ...more]
      const names = (all: readonly Asked[]) => all.map(({ area, post }) => `${area} ${post}`).toSorted()
      expect(names(after)).toEqual(names(wanted))
      for (const one of known) expect(names(more)).not.toContain(names([one])[0])
      expect(changeHeads(after, wanted)).toEqual({ asked: [], released: [] })
    }),
  )
})

test('a warning that lives across the border of a stage is said to keep its book', () => {
  const [own, other] = [
    { id: 'cn-2018-875', hash: 'a' },
    { id: 'games', hash: 'b' },
  ]
  expect(sayPinned('忻州市 2022-02-01', own, own).zh).toBe('忻州市 2022-02-01按现行规则 cn-2018-875 研判。')
  expect(sayPinned('忻州市 2022-02-01', own, other).zh).toContain('不因时段变化改按 games')
  expect(sayPinned('忻州市 2022-02-01', own, null).zh).toContain('其他规则')
})
