import { compareMeasures } from '../model/compareMeasures.ts'
import { LISTED_LEVELS, type Grade, type ListedLevel } from '../model/enterprise.ts'
import { LEVEL_ZH } from '../model/level.ts'
import type { Measure, Part } from '../model/measure.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import { measuresOf, type CellForm } from './tableCell.ts'

/** From the best to the worst; a worse grade is never asked for less than a better one. */
const LADDERS: readonly (readonly Grade[])[] = [
  ['A+', 'A', 'B', 'B-', 'C', 'D'],
  ['leading', 'nonLeading'],
]

interface Row extends Readonly<Record<ListedLevel, CellForm>> {
  readonly grade: readonly Grade[]
}
interface TableFault {
  readonly path: (string | number)[]
  readonly message: string
}

/**
 * Where a table contradicts itself: one grade twice, a higher level milder than a lower one, a worse grade milder than
 * a better one. What can't be compared is no contradiction, and what is not verified is not looked at.
 */
export function faultsOfTable(rows: readonly Row[]): TableFault[] {
  const faults: TableFault[] = []
  const byGrade = new Map<Grade, { row: Row; at: number }>()
  for (const [at, row] of rows.entries()) {
    for (const grade of row.grade) {
      if (byGrade.has(grade)) faults.push({ path: [at, 'grade'], message: `grade ${grade} has two rows` })
      byGrade.set(grade, { row, at })
    }
    for (const [place, level] of LISTED_LEVELS.entries())
      for (const lower of LISTED_LEVELS.slice(0, place))
        if (milder(row[level], row[lower]))
          faults.push({
            path: [at, level],
            message: `${LEVEL_ZH[level]} is milder than ${LEVEL_ZH[lower]}: ${say(row[level])}`,
          })
  }
  for (const ladder of LADDERS) {
    const listed = ladder.flatMap((grade) => byGrade.get(grade) ?? [])
    for (const [place, worse] of listed.entries())
      for (const better of listed.slice(0, place))
        for (const level of LISTED_LEVELS)
          if (milder(worse.row[level], better.row[level]))
            faults.push({
              path: [worse.at, level],
              message: `is milder than what the better grade ${better.row.grade.join(', ')} does at ${LEVEL_ZH[level]}: ${say(worse.row[level])}`,
            })
  }
  return faults
}

function milder(cell: CellForm, than: CellForm): boolean {
  const [own, other] = [wholeOf(cell), wholeOf(than)]
  return own !== null && other !== null && compareMeasures(own, other) === 'weaker'
}

function say(cell: CellForm): string {
  const whole = wholeOf(cell)
  return whole === null ? '' : sayMeasure(whole).en
}

/** All that a cell asks as one measure. Own decision and nothing asked are both the mildest that a table has. */
function wholeOf(cell: CellForm): Measure | null {
  const measures = measuresOf(cell)
  if (measures === null) return null
  const parts = measures.flatMap((measure): readonly Part[] =>
    measure.kind === 'parts'
      ? measure.parts
      : [{ of: null, measure: measure.kind === 'ownDecision' ? { kind: 'none' } : measure }],
  )
  return { kind: 'parts', parts }
}
