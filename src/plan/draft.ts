import type { Line, ListedLevel } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { LEVEL_ZH } from '../model/level.ts'
import { compareMeasures } from '../model/compareMeasures.ts'
import { measureFor, partsOf, type Measure } from '../model/measure.ts'
import { mostEmissions, NO_EMISSIONS, shareOf, type Emissions } from '../model/tonnes.ts'
import type { Clause, TableCell } from '../rulebook/measures.ts'
import type { Plan } from './asked.ts'
import type { Basis, Duty, Flag, SeasonDuty } from './order.ts'
import { fewest, sayWhich, type StopUnits } from './units.ts'

/** What a line would do before the order is written. */
export interface Draft {
  readonly line: Line<Id>
  /** The level whose row it follows: higher than the warning's where the measures are raised. */
  level: ListedLevel
  action: Duty
  also: Duty | null
  /** What another duty did as well when they met: it counts again when that one gives way to a third. */
  covered: readonly Duty[]
  season: SeasonDuty | null
  binding: boolean
  promised: Emissions
  flags: Flag[]
  clauses: string[]
}

/** Takes a clause into the order and answers its id. */
export type Cite = (clause: Clause) => string

/** The line by the enterprise's own row, or by the rule of its class. */
export function ownDraft(line: Line<Id>, basis: Basis, level: ListedLevel, plan: Plan, cite: Cite): Draft {
  const { measures, applying } = plan.rules
  if (basis === 'heating') return byRule({ kind: 'none' }, measures.rule('heating').clause, NO_EMISSIONS)
  if (basis === 'spared') return byRule({ kind: 'none' }, applying.clause('small-spared'), NO_EMISSIONS)
  // What stands still already saves nothing: it is in neither base nor reduction.
  if (basis === 'idle') return byRule({ kind: 'stop' }, applying.clause('idle'), NO_EMISSIONS)
  if (basis === 'stopForCause') return causeDraft(line, measures.rule('stop-for-cause').clause, plan, cite)
  return rowDraft(line, level, plan, cite, basis !== 'ownDecision')

  function byRule(measure: Measure, clause: Clause, promised: Emissions): Draft {
    return ruled(line, level, measure, cite(clause), promised)
  }
}

/** A line that is stopped for cause stands still; one that can't be interrupted takes its strictest row (S2: 以生产线计). */
export function causeDraft(line: Line<Id>, rule: Clause, plan: Plan, cite: Cite): Draft {
  const clause = cite(rule)
  if (line.interruptible) return ruled(line, 'red', { kind: 'stop' }, clause, line.daily)
  const strictest = rowDraft(line, 'red', plan, cite, true)
  return { ...strictest, flags: ['cannotInterrupt', ...strictest.flags], clauses: [clause, ...strictest.clauses] }
}

function rowDraft(line: Line<Id>, level: ListedLevel, plan: Plan, cite: Cite, binding: boolean): Draft {
  const own = line.measures[level]
  if (own === undefined) {
    const clause = cite(plan.rules.measures.rule('law').clause)
    return { ...ruled(line, level, { kind: 'none' }, clause, NO_EMISSIONS), flags: ['noListedMeasure'], binding }
  }
  const clause = cite({
    id: `list/${line.number}/${level}`,
    document: plan.list.name,
    clause: `${line.number} ${LEVEL_ZH[level]}`,
    confidence: 'list',
  })
  const action: Duty = { measure: own.measure, words: own.text, from: 'listed', clause }
  return {
    line,
    level,
    action,
    also: null,
    covered: [],
    season: null,
    binding,
    promised: own.reduction,
    flags: [],
    clauses: [clause],
  }
}

function ruled(line: Line<Id>, level: ListedLevel, measure: Measure, clause: string, promised: Emissions): Draft {
  const action: Duty = { measure, words: '', from: 'rule', clause }
  const only = { also: null, covered: [], season: null, flags: [] }
  return { line, level, action, ...only, binding: true, promised, clauses: [clause] }
}

/** The table of the grade: for each line the stricter wins; what can't be compared binds beside the own row. */
export function applyTable(drafts: Draft[], cell: TableCell, cite: Cite, plan: Plan): void {
  const production = cell.measures.find((measure) => measure.kind !== 'transport')
  const meant = drafts.filter(({ line }) => cell.lines.length === 0 || cell.lines.some((word) => names(line, word)))
  const clause = cite(cell.clause)
  if (production === undefined || meant.length === 0) return
  if (production.kind === 'stopLines') {
    cite(plan.rules.measures.rule('by-line').clause)
    for (const one of meant) one.clauses.push(clause)
    stopMore(meant, production.share, clause)
    return
  }
  const named = meant.map(({ line: { name, step, device } }) => `${name} ${step} ${device}`)
  const askedOf = meant.map((one, place) => ({ one, asked: measureFor(production, named[place] ?? '', named) }))
  for (const { one, asked } of askedOf) {
    if (asked === null) continue
    one.clauses.push(clause)
    const duty: Duty = { measure: asked, words: '', from: 'table', clause }
    if (asked.kind === 'stopUnits') {
      const pieces = askedOf.flatMap((other) => (sameUnit(other.asked, asked) ? [other.one] : []))
      const stop = fewest(asked, pieces.length)
      // 1#高炉 and 2#高炉 are lines of their own: the rows of the list name which of them stop, if enough of them do.
      if (pieces.length > 1 && pieces.filter(standsStill).length >= stop) continue
      const hours = Math.max(...pieces.map(({ line }) => line.safeStopHours))
      const counted = pieces.length > 1 ? { stop, of: pieces.length } : null
      replaceOrAdd(one, { ...duty, which: sayWhich(asked.unit, counted, hours, plan) })
      continue
    }
    replaceOrAdd(one, duty)
  }
}

function sameUnit(a: Measure | null, b: StopUnits): boolean {
  return a?.kind === 'stopUnits' && a.unit === b.unit
}

function standsStill({ action }: Draft): boolean {
  return ['stricter', 'equal'].includes(compareMeasures(action.measure, STOP))
}

/** What the table asks of one line takes the place of a weaker own row, and binds beside one that does not compare. */
function replaceOrAdd(one: Draft, duty: Duty): void {
  const { measure: asked } = duty
  // A row that only rules transport leaves production free: the table's production measure binds beside it.
  const stands = one.action.measure.kind === 'transport' ? 'notComparable' : compareMeasures(one.action.measure, asked)
  if (stands === 'weaker') replace(one, duty)
  else if (stands === 'notComparable' && asked.kind !== 'none' && asked.kind !== 'ownDecision') {
    one.also = duty
    if (one.action.measure.kind !== 'transport') one.flags.push('notComparable')
    one.promised = mostEmissions(one.promised, promise(one.line, asked))
  }
}

const STOP: Measure = { kind: 'stop' }

/** Lines that the own rows leave running stop too, until the share is met; what can't be interrupted comes last. */
function stopMore(meant: Draft[], share: number, clause: string): void {
  const open = meant.filter(({ action: { measure } }) => !(measure.kind === 'stopLines' && measure.share >= share))
  const wanted = Math.ceil((share * open.length) / 10_000)
  const running = open.filter((one) => !standsStill(one))
  const missing = wanted - (open.length - running.length)
  const byEase = [...running].sort((a, b) => Number(b.line.interruptible) - Number(a.line.interruptible))
  for (const one of byEase.slice(0, Math.max(0, missing))) {
    const duty: Duty = { measure: STOP, words: '', from: 'table', clause }
    // A row that rules transport too keeps what it says of it.
    if (compareMeasures(one.action.measure, STOP) === 'weaker') replace(one, duty)
    else {
      one.also = duty
      one.promised = mostEmissions(one.promised, one.line.daily)
    }
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

/** What binds of a line's two drafts together: each duty of either, unless another does as much. */
export function stricterDraft(low: Draft, high: Draft): Draft {
  const all = [...dutiesOf(high), ...dutiesOf(low), ...high.covered, ...low.covered]
  const [action = high.action, ...rest] = foremost(all)
  const kept = [action, ...rest]
  const covered = all.filter((duty) => !kept.includes(duty))
  // Of two that ask the same the lower level's stays, and nothing was raised.
  if (foremost([...dutiesOf(low), ...all]).every((duty) => dutiesOf(low).includes(duty))) {
    low.covered = all.filter((duty) => !dutiesOf(low).includes(duty))
    return low
  }
  const beside = kept.filter(({ measure }) => measure.kind !== 'transport').length > 1
  return {
    ...high,
    action,
    also: together(rest),
    covered,
    promised: mostEmissions(high.promised, low.promised),
    flags: [...new Set<Flag>([...high.flags, ...(beside ? (['notComparable'] as const) : [])])],
    clauses: [...new Set([...high.clauses, ...low.clauses])],
  }
}

function dutiesOf({ action, also }: Draft): Duty[] {
  return also ? [action, also] : [action]
}

/**
 * Those of which no other does as much; of two equal ones the first. A share of a base that is not named stands for any
 * base, so that "does as much" does not carry over: 20 % of input does what 10 % does, which did what 5 % of capacity
 * does, and the first does not do the last. Hence the second look at what the first let go.
 */
function foremost(duties: readonly Duty[]): Duty[] {
  const kept: Duty[] = []
  const isDone = (duty: Duty) =>
    kept.some(({ measure }) => ['stricter', 'equal'].includes(compareMeasures(measure, duty.measure)))
  for (const duty of duties) {
    if (isDone(duty)) continue
    const milder = kept.filter(({ measure }) => compareMeasures(measure, duty.measure) === 'weaker')
    for (const one of milder) kept.splice(kept.indexOf(one), 1)
    kept.push(duty)
  }
  for (const duty of duties) if (!isDone(duty)) kept.push(duty)
  return kept
}

/** Several duties as the one that stands beside the first. */
function together([first, ...rest]: readonly Duty[]): Duty | null {
  if (first === undefined || rest.length === 0) return first ?? null
  const parts = [first, ...rest].flatMap(({ measure }) => partsOf(measure))
  return { ...first, measure: { kind: 'parts', parts }, words: '' }
}
