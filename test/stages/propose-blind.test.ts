import { expect, test } from 'vitest'
import { isBlind } from '../../src/episode/propose.ts'

const book = { lift: { forecastHours: 36 } }
const days = (...aqi: (number | null)[]) => aqi.map((value, n) => ({ day: `2024-12-${27 + n}`, aqi: value }))

test('a lift looks at the two days of its 36 hours, and both must be forecast', () => {
  expect(isBlind(days(165, 80, 70), '2024-12-27', book)).toBe(false)
  expect(isBlind(days(165, 80, null), '2024-12-27', book)).toBe(true)
  expect(isBlind(days(165, null, 70), '2024-12-27', book)).toBe(true)
  expect(isBlind(days(165), '2024-12-27', book)).toBe(true)
})

test('what lies further ahead, or behind, may be unknown', () => {
  expect(isBlind(days(null, 80, 70, null), '2024-12-27', book)).toBe(false)
})
