import type { Entry, Grade, ListedLevel, StopForCause } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import type { Measure } from '../model/measure.ts'
import { addHours, dayOf, startOfDay, type Day, type Instant } from '../model/time.ts'
import type { Applying } from '../rulebook/applying.ts'
import type { Clause, MeasureBook, TableCell } from '../rulebook/measures.ts'
import { NO_SEASON, type Season } from '../rotation/season.ts'
import type { Agreed } from './agreements/decide.ts'
import type { Allowed } from './exceptions/allow.ts'
import type { Terms } from './order.ts'
import type { Tightened } from './tightening/decide.ts'

/** The rules by which orders are planned. */
export interface Rules {
  readonly measures: MeasureBook
  readonly applying: Applying
}

/** One enterprise of a list version, as it is read for planning, with what its season plan says. */
export interface Listed {
  readonly enterprise: Id
  readonly entry: Entry
  readonly season?: Season
  /** What two officers have allowed it to do instead. */
  readonly allowed?: readonly Allowed[]
  /** What it has agreed to do on top of the rules. */
  readonly agreed?: readonly Agreed[]
  /** What its county asks of its lines beyond its city. */
  readonly tightened?: readonly Tightened[]
}

/** One revision's terms, with what is worked out once for all enterprises. */
export interface Plan extends Terms {
  readonly level: ListedLevel
  readonly rules: Rules
  /** The day on which the orders begin: what has run out by then, or has begun by then, is judged by it. */
  readonly startDay: Day
  before(hours: number): Instant
  dayStarts(day: Day): Instant
}

export function planOf(terms: Terms & { readonly level: ListedLevel }, rules: Rules): Plan {
  const hours = new Map<number, Instant>()
  return {
    ...terms,
    rules,
    startDay: dayOf(terms.starts),
    before(count) {
      let at = hours.get(count)
      if (at === undefined) hours.set(count, (at = addHours(terms.starts, -count)))
      return at
    },
    dayStarts: (day) => startOfDay(day),
  }
}

/** One enterprise that a measure is sought for. */
export interface Asked {
  readonly entry: Entry
  readonly season: Season
  readonly allowed: readonly Allowed[]
  readonly agreed: readonly Agreed[]
  readonly tightened: readonly Tightened[]
  readonly plan: Plan
}

const NONE: readonly never[] = []

export function asked(
  { entry, season = NO_SEASON, allowed = NONE, agreed = NONE, tightened = NONE }: Listed,
  plan: Plan,
): Asked {
  return { entry, season, allowed, agreed, tightened, plan }
}

/** Deadline and start of the consequence are two dates: a cause binds from the second. */
export function hasCause(cause: StopForCause | null, { startDay }: Plan): boolean {
  return cause !== null && (cause.from ?? cause.deadline ?? startDay) <= startDay
}

export function isProtected({ entry, plan }: Asked): boolean {
  return entry.class === 'protected' && (entry.protection?.until ?? plan.startDay) >= plan.startDay
}

export function isBlacklisted({ season, plan }: Asked): boolean {
  return season.blacklistedFrom !== null && season.blacklistedFrom <= plan.startDay
}

/** Grades that were given, so that they can run out. */
const GIVEN: ReadonlySet<Grade> = new Set(['A+', 'A', 'B', 'B-', 'C', 'D', 'leading', 'nonLeading'])

export function hasExpired({ entry, plan }: Asked): boolean {
  return entry.gradeUntil !== null && GIVEN.has(entry.grade) && entry.gradeUntil < plan.startDay
}

/**
 * The grade that counts on the day (按何等级), and the clause by which it is another than the list's: of several industries
 * the worst. Where they do not compare, that of the industry under which it is listed.
 */
export function gradeOf(of: Asked): { readonly grade: Grade; readonly clause: Clause | null } {
  const own = ownGradeOf(of)
  const { alsoRated = [] } = of.entry
  if (alsoRated.length === 0) return own
  const others = alsoRated.map(({ grade }): Grade => (grade === 'shouldBeRated' ? 'D' : grade))
  const worst = of.plan.rules.applying.worst([own.grade, ...others], of.plan.asOf)
  return worst === null || worst.grade === own.grade ? own : worst
}

function ownGradeOf(of: Asked): { readonly grade: Grade; readonly clause: Clause | null } {
  const { entry, plan } = of
  const { measures, applying } = plan.rules
  if (hasExpired(of))
    return { grade: entry.industry === 'other' ? 'unrated' : 'D', clause: applying.clause('grade-expired') }
  if (entry.grade === 'shouldBeRated') return { grade: 'D', clause: measures.rule('should-be-rated').clause }
  return { grade: entry.grade, clause: null }
}

/** The cell of the industry's table at a level; where the table has no row of the grade, of the one it falls to. */
export function cellOf(
  of: Asked,
  level: ListedLevel,
): { readonly cell: TableCell; readonly fellBy: Clause | null } | null {
  const { industry, industryKind } = of.entry
  const { rules, asOf } = of.plan
  const { grade } = gradeOf(of)
  const own = rules.measures.cell(industry, industryKind, grade, level, asOf)
  if (own) return { cell: own, fellBy: null }
  const fallsTo = rules.applying.fallsTo(grade)
  const other = fallsTo && rules.measures.cell(industry, industryKind, fallsTo, level, asOf)
  return other ? { cell: other, fellBy: rules.applying.clause('b-minus') } : null
}

/** From the worst to the best. */
const WORST_FIRST: readonly Grade[] = ['D', 'nonLeading', 'C', 'B-', 'B']

/**
 * The strictest limit (最严措施) that the table of its industry knows for what can't be stopped: the row at red of the
 * worst grade that is limited and not stopped. By it goes a line that should stop for cause and can't be interrupted.
 */
export function strictestLimitOf({ entry, plan }: Asked): TableCell | null {
  const cells = WORST_FIRST.flatMap(
    (grade) => plan.rules.measures.cell(entry.industry, entry.industryKind, grade, 'red', plan.asOf) ?? [],
  )
  return cells.find((cell) => cell.measures.some(limits)) ?? null
}

function limits({ kind }: Measure): boolean {
  return !['stop', 'stopLines', 'transport', 'ownDecision', 'none'].includes(kind)
}

/** By which clause its grade leaves it its own decision (自主减排): a rule for all industries, or the table of its own. */
export function ownDecisionOf(of: Asked): Clause | null {
  const { level, asOf, rules } = of.plan
  const byGrade = rules.measures.ownDecision(gradeOf(of).grade, asOf)
  if (byGrade !== null) return byGrade.clause
  const cell = cellOf(of, level)?.cell
  return cell?.measures.every(({ kind }) => kind === 'ownDecision') ? cell.clause : null
}
