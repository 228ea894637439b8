import type { Applying } from '../../rulebook/applying.ts'
import type { IndustryCodes } from '../../rulebook/industryCodes.ts'
import type { Industries } from '../../rulebook/industries.ts'
import type { MeasureBook, TableCell } from '../../rulebook/measures.ts'
import type { Floors } from '../../rulebook/reduction.ts'
import type { Grade, ListedLevel } from '../../model/enterprise.ts'
import type { Day } from '../../model/time.ts'
import type { Remark } from '../finding.ts'
import type { Subject } from '../list.ts'

/** What a check knows beside the list. */
export interface CheckContext {
  readonly industries: Industries
  readonly measures: MeasureBook
  readonly codes: IndustryCodes
  /** What several grades of one enterprise come to, and by whose row a grade goes that a table does not know. */
  readonly applying: Pick<Applying, 'worst' | 'fallsTo'>
  /** What a list of its city must save on that day; null where nothing asks for it. */
  readonly floors: Floors | null
  /** The day as of which grades, exemptions, plans and tables are judged; null: nothing that has a date is. */
  readonly asOf: Day | null
}

/** The cell of its industry's table at a level, as an order will read it: of the grade, or of the one that it falls to. */
export function tableCell(
  { industry, industryKind }: Pick<Subject['entry'], 'industry' | 'industryKind'>,
  grade: Grade,
  level: ListedLevel,
  { measures, applying, asOf }: Pick<CheckContext, 'measures' | 'applying' | 'asOf'>,
): TableCell | null {
  if (asOf === null) return null
  const fallsTo = applying.fallsTo(grade)
  return (
    measures.cell(industry, industryKind, grade, level, asOf) ??
    (fallsTo && measures.cell(industry, industryKind, fallsTo, level, asOf))
  )
}

/** Looks at one enterprise, wherever it stands. Pure; in the order in which it is to be believed. */
export type Check = (subject: Subject, context: CheckContext) => Iterable<Remark>

/** Looks at all of them together. */
export type ListCheck = (subjects: readonly Subject[], context: CheckContext) => Iterable<Remark>

/** Sites, yards and users of vehicles have neither permit nor plan nor industry. */
export function isEnterprise({ entry }: Pick<Subject, 'entry'>): boolean {
  return entry.class !== 'site' && entry.class !== 'yard' && entry.class !== 'fleet'
}
