import { LISTED_LEVELS } from '../../model/enterprise.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { EMITTED, EMITTED_NAME, showKg, type EmittedPollutant, type Milligrams } from '../../model/tonnes.ts'
import type { Place } from '../finding.ts'
import type { Subject } from '../list.ts'
import { isEnterprise, type Check } from './check.ts'

const KG: Milligrams = 1_000_000
/**
 * This engine's own reading: a hundred tonnes of one pollutant a day from one plant are 36,500 a year. Lower, and a large
 * works is doubted every year; higher, and grams or a year's total written as kilograms a day pass unseen.
 */
const MOST_A_DAY: Milligrams = 100_000 * KG
/**
 * Tonnes, kilograms and grams are a thousand apart: beside its own lines, or its lines beside it, a figure that is so many
 * times as large is one of another unit. Lower, and lines that are only partly listed are doubted.
 */
const OTHER_UNIT = 500

/** tonnes-implausible, lines-exceed-enterprise */
export const baselines: Check = function* (subject) {
  const { entry, at } = subject
  for (const pollutant of EMITTED) {
    const lines = entry.lines.map(({ daily }) => daily[pollutant])
    const [own, sum] = [entry.daily[pollutant], lines.reduce((total, mass) => total + mass, 0)]
    const header = `${EMITTED_NAME[pollutant]}日排放量`
    const cells = lines.map((_, line) => at.line(line, header))
    const column = at.enterprise(header)
    if (own >= MOST_A_DAY || (sum > 0 && own >= OTHER_UNIT * sum))
      yield { at: column, code: 'tonnes-implausible', message: doubt(own, sum, 'its lines'), from: cells }
    // One row says both of a place: its line is itself.
    if (!isEnterprise(subject)) continue
    for (const [line, mass] of lines.entries())
      if (mass >= MOST_A_DAY || (own > 0 && mass >= OTHER_UNIT * own))
        yield { at: at.line(line, header), code: 'tonnes-implausible', message: doubt(mass, own, 'the enterprise') }
    if (sum > own)
      yield {
        at: column,
        code: 'lines-exceed-enterprise',
        message: `its lines emit ${showKg(sum)} kg a day, the enterprise ${showKg(own)}`,
        from: cells,
      }
  }
}

function doubt(mass: Milligrams, beside: Milligrams, whose: string): string {
  return `${showKg(mass)} kg a day, beside ${showKg(beside)} of ${whose}: is it in kilograms a day?`
}

/** reduction-exceeds-baseline: no line can promise more than it emits. */
export const reductions: Check = function* (subject) {
  const { entry } = subject
  for (const [line, { daily, measures }] of entry.lines.entries())
    for (const level of LISTED_LEVELS)
      for (const pollutant of EMITTED) {
        const reduced = measures[level]?.reduction[pollutant] ?? 0
        if (reduced <= daily[pollutant]) continue
        yield {
          at: reductionAt(subject, line, level, pollutant),
          code: 'reduction-exceeds-baseline',
          message: `${LEVEL_ZH[level]} promises ${showKg(reduced)} kg a day, and the line emits ${showKg(daily[pollutant])}`,
          from: [subject.at.line(line, `${EMITTED_NAME[pollutant]}日排放量`)],
        }
      }
}

function reductionAt(
  { at }: Subject,
  line: number,
  level: (typeof LISTED_LEVELS)[number],
  pollutant: EmittedPollutant,
): Place {
  return at.measure(line, level, `${EMITTED_NAME[pollutant]}日减排量`)
}
