import { type Entry, type Line, type ListedLevel } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { LEVEL_ZH } from '../model/level.ts'
import { compareMeasures } from '../model/compareMeasures.ts'
import { measureFor, type Measure } from '../model/measure.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import { stopsSomething } from '../model/showingMeasure.ts'
import { addHours, dayOf, type Day, type Instant } from '../model/time.ts'
import { addEmissions, mostEmissions, NO_EMISSIONS, shareOf, type Emissions } from '../model/tonnes.ts'
import type { Clause, MeasureBook, TableCell } from '../rulebook/measures.ts'
import type { Basis, Duty, Flag, LineOrder, OrderContent, Terms } from './order.ts'
import { saySummary, sayLine } from './wording.ts'

/** One enterprise of a list version, as it is read for planning. */
export interface Listed {
  readonly enterprise: Id
  readonly entry: Entry
}

/**
 * The orders of one revision of a warning: one for each enterprise of the list. Blue asks nothing of a list: no orders.
 * Pure; the day, the tables and the list are what the warning pinned.
 */
export function planOrders(
  listed: Iterable<Listed>,
  terms: Terms,
  book: MeasureBook,
): { enterprise: Id; content: OrderContent }[] {
  const orders: { enterprise: Id; content: OrderContent }[] = []
  const { level } = terms
  if (level === 'blue') return orders
  const plan: Plan = { ...terms, level, book, hours: new Map(), startDay: dayOf(terms.starts) }
  for (const { enterprise, entry } of listed) orders.push({ enterprise, content: order(entry, plan) })
  return orders
}

/** The order of one enterprise; null at blue. */
export function decideOrder(entry: Entry, terms: Terms, book: MeasureBook): OrderContent | null {
  return planOrders([{ enterprise: '', entry }], terms, book)[0]?.content ?? null
}

interface Plan extends Terms {
  readonly level: ListedLevel
  readonly book: MeasureBook
  readonly startDay: Day
  /** `starts` less so many hours; computed once for all. */
  readonly hours: Map<number, Instant>
}

/** What a line would do before the order is written. */
interface Draft {
  readonly line: Line<Id>
  action: Duty
  also: Duty | null
  promised: Emissions
  flags: Flag[]
  clauses: string[]
}

function order(entry: Entry, plan: Plan): OrderContent {
  const basis = basisOf(entry, plan)
  const clauses = new Map<string, Clause>()
  const cite = (clause: Clause): string => {
    clauses.set(clause.id, clause)
    return clause.id
  }
  const cell = basis === 'grade' ? cellOf(entry, plan) : null
  const drafts = entry.lines.map((line) => draft(line, basis, plan, cite))
  if (cell) applyTable(drafts, cell, cite, plan)
  const transport = transportOf(drafts, cell, cite)
  for (const clause of standing(entry, basis, plan)) cite(clause)

  const lines = drafts.map((done) => written(done, entry, basis, plan, clauses))
  return {
    form: 1,
    enterprise: {
      creditCode: entry.creditCode,
      name: entry.name,
      county: entry.county,
      class: entry.class,
      grade: entry.grade,
    },
    level: plan.level,
    starts: plan.starts,
    ends: plan.ends,
    basis,
    changes: [],
    summary: saySummary(entry, plan, basis),
    lines,
    transport: transport && { duty: transport, say: sayMeasure(transport.measure) },
    clauses: [...clauses.values()],
    promised: lines.reduce((sum, line) => addEmissions(sum, line.promised), NO_EMISSIONS),
  }
}

/** Stop for cause, protected task, heating, small, then the grade (the decision order by class of enterprise). */
function basisOf(entry: Entry, { startDay, level, asOf, book }: Plan): Basis {
  const { stopCause, protection } = entry
  // Deadline and start of the consequence are two dates: it binds from the second.
  if (stopCause && (stopCause.from ?? stopCause.deadline ?? startDay) <= startDay) return 'stopForCause'
  if (entry.class === 'protected' && (protection?.until ?? startDay) >= startDay) return 'protected'
  if (entry.class === 'heating') return 'heating'
  if (entry.class === 'longStopped') return 'idle'
  if (entry.class === 'small') return 'small'
  if (book.decidesItself(entry.grade)) return 'ownDecision'
  return book.cell(entry.industry, entry.industryKind, gradeFor(entry), level, asOf) ? 'grade' : 'listed'
}

function gradeFor(entry: Entry): Entry['grade'] {
  return entry.grade === 'shouldBeRated' ? 'D' : entry.grade
}

function cellOf(entry: Entry, { book, level, asOf }: Plan): TableCell | null {
  return book.cell(entry.industry, entry.industryKind, gradeFor(entry), level, asOf)
}

/** The sentences that hold beside the rows: the law always, the rule of the class where it decided. */
function standing(entry: Entry, basis: Basis, { book }: Plan): Clause[] {
  const rule = {
    stopForCause: 'stop-for-cause',
    protected: 'protected',
    heating: 'heating',
    small: 'small',
    ownDecision: 'own-decision',
  } as const
  const ids = basis in rule ? [rule[basis as keyof typeof rule]] : []
  const unrated = entry.grade === 'shouldBeRated' && basis === 'grade' ? (['should-be-rated'] as const) : []
  return [...ids, ...unrated, 'law' as const].map((id) => book.rule(id).clause)
}

type Cite = (clause: Clause) => string

/** The line by the enterprise's own row, or by the rule of its class. */
function draft(line: Line<Id>, basis: Basis, plan: Plan, cite: Cite): Draft {
  const flags: Flag[] = []
  const byRule = (measure: Measure, rule: 'heating' | 'stop-for-cause' | 'law', promised: Emissions): Draft => {
    const clause = cite(plan.book.rule(rule).clause)
    return {
      line,
      action: { measure, words: '', from: 'rule', clause },
      also: null,
      promised,
      flags,
      clauses: [clause],
    }
  }
  if (basis === 'heating') return byRule({ kind: 'none' }, 'heating', NO_EMISSIONS)
  // What stands still already saves nothing: it is in neither base nor reduction.
  if (basis === 'idle') return byRule({ kind: 'stop' }, 'law', NO_EMISSIONS)
  if (basis === 'stopForCause') {
    if (line.interruptible) return byRule({ kind: 'stop' }, 'stop-for-cause', line.daily)
    flags.push('cannotInterrupt')
  }
  const level = basis === 'stopForCause' ? 'red' : plan.level
  const own = line.measures[level]
  if (own === undefined) {
    flags.push('noListedMeasure')
    return byRule({ kind: 'none' }, 'law', NO_EMISSIONS)
  }
  const clause = cite({
    id: `list/${line.number}/${level}`,
    document: plan.list.name,
    clause: `${line.number} ${LEVEL_ZH[level]}`,
    confidence: 'list',
  })
  const action: Duty = { measure: own.measure, words: own.text, from: 'listed', clause }
  return { line, action, also: null, promised: own.reduction, flags, clauses: [clause] }
}

/** The table of the grade: for each line the stricter wins; what can't be compared binds beside the own row. */
function applyTable(drafts: Draft[], cell: TableCell, cite: Cite, plan: Plan): void {
  const production = cell.measures.find((measure) => measure.kind !== 'transport')
  const meant = drafts.filter(({ line }) => cell.lines.length === 0 || cell.lines.some((word) => names(line, word)))
  if (production === undefined || meant.length === 0) {
    cite(cell.clause)
    return
  }
  const clause = cite(cell.clause)
  if (production.kind === 'stopLines') {
    cite(plan.book.rule('by-line').clause)
    for (const one of meant) one.clauses.push(clause)
    stopMore(meant, production.share, clause)
    return
  }
  const named = meant.map(({ line: { name, step, device } }) => `${name} ${step} ${device}`)
  for (const [place, one] of meant.entries()) {
    const asked = measureFor(production, named[place] ?? '', named)
    if (asked === null) continue
    one.clauses.push(clause)
    const duty: Duty = { measure: asked, words: '', from: 'table', clause }
    // A row that only rules transport leaves production free: the table's production measure binds beside it.
    const stands =
      one.action.measure.kind === 'transport' ? 'notComparable' : compareMeasures(one.action.measure, asked)
    if (stands === 'weaker') replace(one, duty)
    else if (stands === 'notComparable' && asked.kind !== 'none' && asked.kind !== 'ownDecision') {
      one.also = duty
      if (one.action.measure.kind !== 'transport') one.flags.push('notComparable')
      one.promised = mostEmissions(one.promised, promise(one.line, asked))
    }
  }
}

/** Lines that the own rows leave running stop too, until the share is met; what can't be interrupted comes last. */
function stopMore(meant: Draft[], share: number, clause: string): void {
  const open = meant.filter(({ action: { measure } }) => !(measure.kind === 'stopLines' && measure.share >= share))
  const wanted = Math.ceil((share * open.length) / 10_000)
  const running = open.filter(({ action }) => action.measure.kind !== 'stop')
  const missing = wanted - (open.length - running.length)
  const byEase = [...running].sort((a, b) => Number(b.line.interruptible) - Number(a.line.interruptible))
  for (const one of byEase.slice(0, Math.max(0, missing))) {
    replace(one, { measure: { kind: 'stop' }, words: '', from: 'table', clause })
    one.flags.push('moreLinesThanListed')
  }
}

function replace(one: Draft, duty: Duty): void {
  if (one.action.from === 'listed') one.flags.push('tableStricter')
  one.promised = mostEmissions(one.promised, promise(one.line, duty.measure))
  one.action = duty
}

function promise(line: Line<Id>, measure: Measure): Emissions {
  if (measure.kind === 'stop') return line.daily
  return measure.kind === 'reduce' ? shareOf(line.daily, measure.share) : NO_EMISSIONS
}

function names({ name, step, device }: Line<Id>, word: string): boolean {
  return name.includes(word) || step.includes(word) || device.includes(word)
}

/** The table's ban on transport, unless a row of the list already bans as much. */
function transportOf(drafts: readonly Draft[], cell: TableCell | null, cite: Cite): Duty | null {
  const measure = cell?.measures.find(({ kind }) => kind === 'transport')
  if (!cell || !measure) return null
  const covered = drafts.some(
    ({ action }) =>
      action.measure.kind === 'transport' && ['stricter', 'equal'].includes(compareMeasures(action.measure, measure)),
  )
  return covered ? null : { measure, words: '', from: 'table', clause: cite(cell.clause) }
}

function written(done: Draft, entry: Entry, basis: Basis, plan: Plan, clauses: ReadonlyMap<string, Clause>): LineOrder {
  const { line, action, also, promised, flags, clauses: ids } = done
  const own = line.measures[plan.level]
  const stops = [action, also].some((duty) => duty && stopsSomething(duty.measure))
  const binding = basis !== 'ownDecision'
  let rampDownFrom: Instant | null = null
  if (stops && binding && basis !== 'idle' && line.safeStopHours > 0) {
    rampDownFrom = before(plan, line.safeStopHours)
    if (rampDownFrom < plan.issuedAt) {
      rampDownFrom = plan.issuedAt
      flags.push('noticeShort')
    }
  }
  const lineOrder: Omit<LineOrder, 'say'> = {
    line: line.number,
    name: line.name,
    action,
    also,
    binding,
    starts: plan.starts,
    rampDownFrom,
    continues: false,
    noticeHours: own?.noticeHours ?? 0,
    safeStopHours: line.safeStopHours,
    means: own?.means ?? [],
    responsible: own?.responsible ?? null,
    promised,
    flags,
    clauses: ids,
  }
  const cited = ids.flatMap((id) => clauses.get(id) ?? [])
  return { ...lineOrder, say: sayLine(lineOrder, entry, plan, cited) }
}

function before(plan: Plan, hours: number): Instant {
  let at = plan.hours.get(hours)
  if (at === undefined) plan.hours.set(hours, (at = addHours(plan.starts, -hours)))
  return at
}
