import type { Day } from '../../model/time.ts'
import type { KnownDay } from '../days.ts'

/**
 * The same days with some put right (订正). Whoever says a whole day says it instead of its hours, so nothing is folded
 * from these any more; days that nobody has spoken of come in.
 */
export function supposed(days: readonly KnownDay[], given: ReadonlyMap<Day, number>): KnownDay[] {
  const spoken = new Set(days.map(({ day }) => day))
  const besides = [...given].flatMap(([day, aqi]) => (spoken.has(day) ? [] : [{ day, aqi, cause: null }]))
  return [
    ...days.map((known) => {
      const aqi = given.get(known.day)
      if (aqi === undefined) return known
      return { ...known, aqi, from: { ...known.from, hours: null, mark: { origin: 'correction' } } }
    }),
    ...besides,
  ]
}
