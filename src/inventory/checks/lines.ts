import { LISTED_LEVELS, type Line, type ListedLevel } from '../../model/enterprise.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { showPercent, type BasisPoints } from '../../model/tonnes.ts'
import type { Check } from './check.ts'
import { leastCut } from './strength.ts'

const COUPLED = '关联生产线'
/** Lines that serve a furnace: they stop with it, not it with them (晋市气防〔2021〕5号 二). */
const SERVES = /烧结|球团|石灰/

/** line-missing: a line that is coupled to one that the enterprise has not. */
export const coupling: Check = function* ({ entry, at }) {
  const known = new Set(entry.lines.map(({ number }) => number))
  for (const [place, { coupledTo }] of entry.lines.entries()) {
    const stranger = coupledTo.find((number) => !known.has(number))
    if (stranger !== undefined)
      yield { at: at.line(place, COUPLED), code: 'line-missing', message: `the enterprise lists no line ${stranger}` }
  }
}

/** coupled-line-ratio: a line that serves others cuts at least in the share in which they do, at every level. */
export const coupledRatio: Check = function* ({ entry, at }) {
  const places = new Map(entry.lines.map(({ number }, place) => [number, place]))
  for (const [place, line] of entry.lines.entries()) {
    const others = line.coupledTo.flatMap((number) => entry.lines[places.get(number) ?? -1] ?? [])
    for (const { serving, served } of pairs(line, others)) {
      const asked = (level: ListedLevel) => mean(served.map((one) => cut(one, level)))
      const level = LISTED_LEVELS.find((level) => cut(serving, level) < asked(level))
      if (level === undefined) continue
      yield {
        at: at.line(place, COUPLED),
        code: 'coupled-line-ratio',
        message:
          `${LEVEL_ZH[level]}: line ${serving.number} is cut by ${showPercent(cut(serving, level))} %, ` +
          `${served.map(({ number }) => number).join('、')} by ${showPercent(Math.round(asked(level)))} %`,
        from: [serving, ...served].map((one) => at.measure(places.get(one.number) ?? 0, level, '措施')),
      }
      break
    }
  }
}

/** A list may write the coupling at either end: what serves is told by its words, else it is the line that names others. */
function pairs<L extends Line<unknown>>(line: L, others: readonly L[]): { serving: L; served: readonly L[] }[] {
  if (others.length === 0) return []
  const serves = (one: Line<unknown>) => SERVES.test(`${one.name}${one.step}${one.device}`)
  if (!serves(line) && others.some(serves)) return others.filter(serves).map((serving) => ({ serving, served: [line] }))
  return [{ serving: line, served: others }]
}

function cut({ measures }: Line<unknown>, level: ListedLevel): BasisPoints {
  const listed = measures[level]
  return listed === undefined ? 0 : leastCut(listed.measure)
}

function mean(shares: readonly BasisPoints[]): BasisPoints {
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}
