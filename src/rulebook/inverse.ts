import type { Scale } from './aqi.ts'

/**
 * The least concentration whose sub-index reaches `index`, in the scale's whole units: the inverse of `subIndex`, exact.
 * One unit less is the most that stays below it. Null where no concentration reaches it (ozone beyond 300).
 *
 * The sub-index is rounded up: it reaches `index` as soon as the exact one lies above `index − 1`.
 */
export function leastConcentration({ breakpoints, indices }: Scale, index: number): number | null {
  if (index <= 0) return 0
  for (let k = 1; k < breakpoints.length; k++) {
    const top = indices[k] ?? 0
    if (index > top) continue
    const [low, base] = [breakpoints[k - 1] ?? 0, indices[k - 1] ?? 0]
    const span = (breakpoints[k] ?? 0) - low
    return low + Math.floor(((index - base - 1) * span) / (top - base)) + 1
  }
  return null
}
