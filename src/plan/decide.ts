import type { Grade, Line, ListedLevel } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { compareMeasures } from '../model/compareMeasures.ts'
import { stopsSomething } from '../model/showingMeasure.ts'
import type { Instant } from '../model/time.ts'
import { addEmissions, NO_EMISSIONS } from '../model/tonnes.ts'
import type { Clause, TableCell } from '../rulebook/measures.ts'
import { AGREEMENT } from './agreements/decide.ts'
import { asked, cellOf, gradeOf, hasExpired, isProtected, ownDecisionOf, planOf, strictestLimitOf } from './asked.ts'
import type { Asked, Listed, Plan, Rules } from './asked.ts'
import { ADDITIONS, type Addition, type Work } from './beside.ts'
import { applyTable, ownDraft, type Cite, type Draft } from './draft.ts'
import { ALLOWANCE } from './exceptions/allow.ts'
import { figureOf } from './figure.ts'
import { footingOf, type Heard } from './footing.ts'
import type { Basis, Duty, Flag, LineOrder, OrderContent, Terms, Words } from './order.ts'
import { TIGHTENING } from './tightening/decide.ts'
import { countedIn, sayWhich } from './units.ts'
import { sayDuty, sayLine, sayResting, saySummary } from './wording.ts'

/**
 * The orders of one revision of a warning: one for each enterprise of the list. Blue asks nothing of a list: no orders.
 * Pure; the day, the tables, the season's plans and the list are what the warning pinned. With `failed`, an enterprise
 * whose planning throws is told there and stops nobody but itself.
 */
export function planOrders(
  listed: Iterable<Listed>,
  terms: Terms,
  rules: Rules,
  failed?: (one: Listed, error: unknown) => void,
): { enterprise: Id; content: OrderContent }[] {
  const orders: { enterprise: Id; content: OrderContent }[] = []
  const { level } = terms
  if (level === 'blue') return orders
  const plan = planOf({ ...terms, level }, rules)
  for (const one of listed) {
    try {
      orders.push({ enterprise: one.enterprise, content: orderOf(asked(one, plan)) })
    } catch (error) {
      if (failed === undefined) throw error
      failed(one, error)
    }
  }
  return orders
}

/** The order of one enterprise; null at blue. */
export function decideOrder(one: Omit<Listed, 'enterprise'>, terms: Terms, rules: Rules): OrderContent | null {
  return planOrders([{ ...one, enterprise: '' }], terms, rules)[0]?.content ?? null
}

/** Hears how an order comes about: each question of the footing, and each addition with what it was made of. */
export interface Listener {
  readonly question: Heard
  /** The footing is found and own rows and table are read. */
  begun(work: Work): void
  addition(addition: Addition, clause: Clause | null, work: Work): void
}

/** What makes an order stricter by rule, then by agreement, then by its county or another warning, and then what eases it: what was allowed is the last word. */
const ALL: readonly Addition[] = [...ADDITIONS, AGREEMENT, TIGHTENING, ALLOWANCE]

/** The order of one enterprise. A listener hears more, and changes nothing: what explains an order is what made it. */
export function orderOf(of: Asked, listener?: Listener): OrderContent {
  const { entry, plan } = of
  const clauses = new Map<string, Clause>()
  const cite: Cite = (clause) => {
    clauses.set(clause.id, clause)
    return clause.id
  }
  const work = workOf(of, cite, listener)
  const { basis, transport } = work
  for (const clause of standing(of, basis)) cite(clause)
  const flags = flagsOf(of)
  const counted = countedGrade(of, basis)
  const lines = work.drafts.map((done) => written(done, of, { basis, counted, flags }, clauses))
  return {
    form: 1,
    enterprise: {
      creditCode: entry.creditCode,
      name: entry.name,
      county: entry.county,
      class: entry.class,
      grade: entry.grade,
      ...(counted === null ? {} : { counted }),
    },
    level: plan.warning ?? plan.level,
    ...(plan.warning ? { measures: plan.level } : {}),
    ...(plan.unruled ? { unruled: plan.unruled } : {}),
    ...(plan.suspendedFrom ? { suspended: { from: plan.suspendedFrom } } : {}),
    starts: plan.starts,
    ends: plan.ends,
    basis,
    changes: [],
    summary: saySummary(entry, plan, basis),
    lines,
    transport: transport && { duty: transport, say: sayDuty(transport) },
    clauses: [...clauses.values()],
    promised: lines.reduce((sum, line) => addEmissions(sum, line.promised), NO_EMISSIONS),
  }
}

/** What each line would do, before anything of it is written: most of an order's time goes into its words. */
export function workOf(of: Asked, cite: Cite, listener?: Listener): Work {
  const basis = footingOf(of, listener?.question)
  const atLevel = (level: ListedLevel) => atLevelOf(of, basis, level, cite)
  const work: Work = { of, basis, cite, ...atLevel(of.plan.level) }
  listener?.begun(work)
  for (const addition of ALL) {
    const clause = addition.add(work, atLevel)
    listener?.addition(addition, clause, work)
  }
  return work
}

/** What own rows and table ask at a level. */
function atLevelOf(of: Asked, basis: Basis, level: ListedLevel, cite: Cite): Pick<Work, 'drafts' | 'transport'> {
  const { entry, plan } = of
  const drafts = entry.lines.map((line) => ownDraft(line, basis, level, plan, cite))
  if (basis === 'stopForCause') return { drafts, transport: tableOfCause(of, drafts, cite) }
  const found = basis === 'grade' ? cellOf(of, level) : null
  if (found === null) return { drafts, transport: null }
  if (found.fellBy) cite(found.fellBy)
  applyTable(drafts, found.cell, cite, plan)
  return { drafts, transport: transportOf(drafts, found.cell, cite) }
}

/**
 * Without a grade it is still asked no less than its table asks of the grade that it had, unless that left it free, and
 * what can't be interrupted no less than the strictest limit.
 */
function tableOfCause(of: Asked, drafts: Draft[], cite: Cite): Duty | null {
  const had = ownDecisionOf(of) === null ? cellOf(of, 'red') : null
  if (had?.fellBy) cite(had.fellBy)
  if (had) applyTable(drafts, had.cell, cite, of.plan)
  const limit = strictestLimitOf(of)
  const cannotStop = drafts.filter(({ line }) => !line.interruptible)
  if (limit && cannotStop.length > 0) applyTable(cannotStop, limit, cite, of.plan)
  return had && transportOf(drafts, had.cell, cite)
}

/** The sentences that hold beside the rows: the law always, the rule of the class where it decided. */
function standing(of: Asked, basis: Basis): Clause[] {
  const { measures, applying } = of.plan.rules
  const rule = {
    stopForCause: 'stop-for-cause',
    protected: 'protected',
    heating: 'heating',
    small: 'small',
  } as const
  const own = basis === 'ownDecision' ? (ownDecisionOf(of) ?? []) : []
  const byClass = basis in rule ? [measures.rule(rule[basis as keyof typeof rule]).clause] : [own].flat()
  const { clause: byGrade } = gradeOf(of)
  const counted = byGrade && (basis === 'grade' || basis === 'listed') ? [byGrade] : []
  const low = hasLowGrade(of) ? [applying.clause('protected-grade')] : []
  return [...byClass, ...counted, ...low, measures.rule('law').clause]
}

/** The grade by which it goes where that is another than its own for having several industries: null where it is not. */
function countedGrade(of: Asked, basis: Basis): Grade | null {
  if (of.entry.alsoRated === undefined || (basis !== 'grade' && basis !== 'listed')) return null
  const { grade } = gradeOf(of)
  return grade === of.entry.grade || hasExpired(of) || of.entry.grade === 'shouldBeRated' ? null : grade
}

/** What an officer should know of the whole enterprise; it stands with each of its lines. */
function flagsOf(of: Asked): Flag[] {
  const flags: Flag[] = []
  if (hasExpired(of)) flags.push('gradeExpired')
  if (of.entry.class === 'protected' && !isProtected(of)) flags.push('protectionExpired')
  if (hasLowGrade(of)) flags.push('protectedGradeLow')
  return flags
}

/** Protected in a graded industry, and neither B or better nor leading (晋城 2021). */
function hasLowGrade(of: Asked): boolean {
  return (
    isProtected(of) && of.entry.industry !== 'other' && !['A+', 'A', 'B', 'B-', 'leading'].includes(gradeOf(of).grade)
  )
}

/** The table's ban on transport, unless a row of the list already bans as much. */
function transportOf(drafts: readonly Draft[], cell: TableCell, cite: Cite): Duty | null {
  const measure = cell.measures.find(({ kind }) => kind === 'transport')
  if (!measure) return null
  const covered = drafts.some(
    ({ action }) =>
      action.measure.kind === 'transport' && ['stricter', 'equal'].includes(compareMeasures(action.measure, measure)),
  )
  return covered ? null : { measure, words: '', from: 'table', clause: cite(cell.clause) }
}

function written(
  done: Draft,
  { entry, plan }: Asked,
  ofAll: { readonly basis: Basis; readonly counted: Grade | null; readonly flags: readonly Flag[] },
  clauses: ReadonlyMap<string, Clause>,
): LineOrder {
  const { line, level, season, binding, promised, clauses: ids } = done
  const complete = (duty: Duty) => withFigure(binding ? withWhich(duty, line, plan) : duty, line.bases)
  const [action, also] = [complete(done.action), done.also && complete(done.also)]
  const flags = [...done.flags, ...ofAll.flags]
  if (action.which ?? also?.which) flags.push('unitsNotNamed')
  const own = line.measures[level]
  const stops = [action, also].some((duty) => duty && stopsSomething(duty.measure))
  const stands = entry.class === 'longStopped' || (season !== null && season.from === null)
  let rampDownFrom: Instant | null = null
  const rests = plan.suspendedFrom ?? null
  if (stops && binding && !stands && rests === null && line.safeStopHours > 0) {
    rampDownFrom = plan.before(line.safeStopHours)
    if (rampDownFrom < plan.issuedAt) {
      rampDownFrom = plan.issuedAt
      flags.push('noticeShort')
    }
  }
  const meanwhile = flags.includes('noticeShort') ? line.meanwhile : null
  const lineOrder = {
    line: line.number,
    name: line.name,
    action,
    also,
    ...(season ? { season } : {}),
    binding,
    starts: plan.starts,
    rampDownFrom,
    continues: rests !== null,
    ...(meanwhile ? { meanwhile } : {}),
    // Who stands still already, or is asked nothing, needs no notice of it.
    noticeHours: stands || action.measure.kind === 'none' ? 0 : (own?.noticeHours ?? 0),
    safeStopHours: line.safeStopHours,
    means: own?.means ?? [],
    responsible: own?.responsible ?? null,
    promised,
    flags,
    clauses: ids,
    say: UNSAID,
  }
  const cited = ids.flatMap((id) => clauses.get(id) ?? [])
  // Said last, of all the rest; a second copy of each line would be a tenth of the time of a plan.
  lineOrder.say =
    rests === null
      ? sayLine(lineOrder, entry, { level: plan.level, ...ofAll }, cited)
      : sayResting(lineOrder, entry.class, rests)
  return lineOrder
}

/** A row that counts equipment names none of it; neither does a table, unless the rows of the list do. */
function withWhich(duty: Duty, { safeStopHours }: Line<Id>, plan: Plan): Duty {
  const counted = duty.which ? null : countedIn(duty.measure)
  return counted ? { ...duty, which: sayWhich(counted.unit, null, safeStopHours, plan) } : duty
}

const UNSAID: Words = { zh: '', en: '' }

function withFigure(duty: Duty, bases: Readonly<Record<string, string>>): Duty {
  const figure = figureOf(bases, duty.measure)
  // Where the list's own words give the figure already, it is not said twice.
  const said = figure && duty.words.replaceAll(' ', '').includes(figure.zh.replaceAll(' ', ''))
  return figure === null || said ? duty : { ...duty, figure }
}
