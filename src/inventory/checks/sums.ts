import { LEVEL_ZH } from '../../model/level.ts'
import { EMITTED_NAME, showKg } from '../../model/tonnes.ts'
import { floorsMissed } from '../proof.ts'
import { MEASURE_SHEET } from '../sheets.ts'
import type { ListCheck } from './check.ts'

/** ratio-short: what the list promises at a level is less of all emissions than the floor asks. */
export const ratios: ListCheck = function* (subjects, { floors }) {
  if (floors === null) return
  for (const { pollutant, level, base, reduced, needed } of floorsMissed(subjects, floors))
    yield {
      at: { sheet: MEASURE_SHEET.name, row: 0, column: `${EMITTED_NAME[pollutant]}日减排量` },
      code: 'ratio-short',
      message:
        `${LEVEL_ZH[level]}: ${EMITTED_NAME[pollutant]} is cut by ${showKg(Number(reduced))} of ${showKg(Number(base))} kg a day, ` +
        `${showKg(Number(needed))} are needed`,
    }
}
