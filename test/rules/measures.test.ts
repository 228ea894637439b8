import { describe, expect, test } from 'vitest'
import { faultsOf, measureCases } from '../../src/plan/cases.ts'
import { loadApplying } from '../../src/rulebook/applying.ts'
import { loadMeasures } from '../../src/rulebook/measures.ts'

const by = { measures: loadMeasures(), applying: loadApplying() }
for (const { file, cases } of measureCases())
  describe(file, () => {
    test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => expect(faultsOf(one, by)).toEqual([]))
  })

test('a case that does not hold says what is instead', () => {
  const [one] = measureCases().flatMap(({ cases }) => cases)
  if (!one) throw new Error('no case')
  const wrong = { ...one, expect: { basis: 'small', clauses: ['classes/heating'] } }
  expect(faultsOf(wrong, by)).toEqual([
    'basis is “grade”, not “small”',
    expect.stringContaining('it does not name classes/heating') as string,
  ])
})
