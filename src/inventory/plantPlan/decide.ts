import { LISTED_LEVELS, type Entry, type ListedLevel, type ListedMeasure, type Means } from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import type { Day } from '../../model/time.ts'
import type { Emissions } from '../../model/tonnes.ts'
import type { CheckContext } from '../checks/check.ts'
import { checkEntry } from '../lint.ts'
import { readMeasure, type MeasureCells } from '../measureCell.ts'
import { LINE_SHEET, MEASURE_SHEET } from '../sheets.ts'
import { RowsOfEnterprise } from '../whereabouts.ts'

/** What one line does at one level, as the enterprise writes it; `R` is how the responsible person is referred to. */
export interface PlannedMeasure<R = Id> extends MeasureCells {
  readonly noticeHours: number
  readonly means: readonly Means[]
  readonly responsible: R | null
  readonly reduction: Emissions
}

export interface PlannedLine<R = Id> {
  readonly number: string
  /** What holds meanwhile (过渡措施), where the notice is shorter than a safe stop takes. */
  readonly meanwhile: string | null
  readonly measures: Readonly<Partial<Record<ListedLevel, PlannedMeasure<R> | undefined>>>
}

/** A plant's own plan (一厂一策): its lines, and what each does at each level. */
export interface PlantPlan<R = Id> {
  readonly lines: readonly PlannedLine<R>[]
}

/** What the check of a plan found; with an error it is not submitted. */
export interface PlanFinding {
  /** The number of the line; empty for the plan as a whole. */
  readonly line: string
  readonly level: ListedLevel | null
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
}

/** Everybody whom a plan names. */
export function peopleOf<R>({ lines }: PlantPlan<R>): R[] {
  return lines.flatMap(({ measures }) => LISTED_LEVELS.flatMap((level) => measures[level]?.responsible ?? []))
}

/** The same plan with its people referred to in another way. */
export function referring<A, B>({ lines }: PlantPlan<A>, refer: (person: A) => B | null): PlantPlan<B> {
  const one = (planned: PlannedMeasure<A> | undefined): PlannedMeasure<B> | undefined =>
    planned && { ...planned, responsible: planned.responsible === null ? null : refer(planned.responsible) }
  return {
    lines: lines.map((line) => ({
      ...line,
      measures: Object.fromEntries(LISTED_LEVELS.map((level) => [level, one(line.measures[level])])),
    })),
  }
}

/** Both bind, or the whole plant is to blame: such findings keep no plan from being submitted. */
const OPEN: ReadonlySet<string> = new Set(['measure-not-comparable', 'coupled-line-ratio'])

/**
 * The check of a plan against the enterprise as it is listed: each line at each level has a measure that can be read,
 * and what the list's own checks say of it (done, monitored, checked, never weaker than the table), as of the context's
 * day.
 */
export function checkPlan<R>(plan: PlantPlan<R>, entry: Entry<unknown>, context: CheckContext): PlanFinding[] {
  const found = planGaps(plan, entry)
  const told = new Set(found.map(placeOf))
  const planned = withPlan<unknown>(entry, plan, context.asOf)
  for (const { sheet, row, code, severity, message } of checkEntry(planned, context)) {
    const place = placeIn(planned, sheet, row)
    if (place !== null && !told.has(placeOf(place)))
      found.push({ ...place, code, severity: OPEN.has(code) || severity === 'info' ? 'warning' : 'error', message })
  }
  return found
}

/** Lines and levels of which the plan says nothing that can be read, and lines that are not listed. */
export function planGaps<R>(plan: PlantPlan<R>, entry: Entry<unknown>): PlanFinding[] {
  return [...linesMissing(plan, entry), ...measuresMissing(plan, entry)]
}

function linesMissing<R>({ lines }: PlantPlan<R>, entry: Entry<unknown>): PlanFinding[] {
  const numbers = new Set(lines.map(({ number }) => number))
  const listed = new Set(entry.lines.map(({ number }) => number))
  const unknown = [...numbers].filter((number) => !listed.has(number))
  return [
    ...(numbers.size < lines.length ? [fault('', null, 'line-duplicate', 'a line stands in the plan twice')] : []),
    ...unknown.map((number) => fault(number, null, 'line-missing', 'the list names no such line')),
  ]
}

function measuresMissing<R>(plan: PlantPlan<R>, entry: Entry<unknown>): PlanFinding[] {
  const written = new Map(plan.lines.map((line) => [line.number, line]))
  return entry.lines.flatMap(({ number }) =>
    LISTED_LEVELS.flatMap((level) => {
      const planned = written.get(number)?.measures[level]
      if (planned === undefined)
        return [fault(number, level, 'measure-missing-level', 'the line has no measure at this level')]
      const read = readMeasure(planned)
      // In a plan nothing is kept as written: what can't be read can't be checked.
      return 'fault' in read ? [fault(number, level, read.fault.code, read.fault.message)] : []
    }),
  )
}

function fault(line: string, level: ListedLevel | null, code: string, message: string): PlanFinding {
  return { line, level, code, severity: 'error', message }
}

function placeOf({ line, level }: Pick<PlanFinding, 'line' | 'level'>): string {
  return `${line}|${level ?? ''}`
}

/** The line and level of a finding about one entry; null for what the plan does not say. */
function placeIn(entry: Entry<unknown>, sheet: string, row: number): Pick<PlanFinding, 'line' | 'level'> | null {
  if (sheet === LINE_SHEET.name) return { line: entry.lines[row - 1]?.number ?? '', level: null }
  if (sheet !== MEASURE_SHEET.name) return null
  const rows = RowsOfEnterprise.counted(entry)
  for (const [place, { number }] of entry.lines.entries())
    for (const level of LISTED_LEVELS) if (rows.measures[place]?.[level] === row) return { line: number, level }
  return null
}

/** An entry as a plan in force has it: its lines' measures and what holds meanwhile, dated by the plan. */
export function withPlan<R>(entry: Entry<R>, plan: PlantPlan<R>, dated: Day | null): Entry<R> {
  const written = new Map(plan.lines.map((line) => [line.number, line]))
  return {
    ...entry,
    planDated: dated,
    lines: entry.lines.map((line) => {
      const planned = written.get(line.number)
      if (planned === undefined) return line
      const measures = Object.fromEntries(
        LISTED_LEVELS.flatMap((level) => {
          const one = planned.measures[level]
          const typed = one ? listedBy(one) : null
          return typed === null ? [] : [[level, typed]]
        }),
      )
      return { ...line, meanwhile: planned.meanwhile, measures: { ...line.measures, ...measures } }
    }),
  }
}

function listedBy<R>({
  text,
  noticeHours,
  means,
  responsible,
  reduction,
  ...cells
}: PlannedMeasure<R>): ListedMeasure<R> | null {
  const read = readMeasure({ text, ...cells })
  return 'fault' in read ? null : { text, measure: read.measure, noticeHours, means, responsible, reduction }
}
