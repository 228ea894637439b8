import {
  LISTED_LEVELS,
  type Entry,
  type Line,
  type ListedLevel,
  type ListedMeasure,
  type Means,
} from '../../model/enterprise.ts'
import type { Id } from '../../model/id.ts'
import { compareMeasures } from '../../model/compareMeasures.ts'
import type { Measure } from '../../model/measure.ts'
import type { Day } from '../../model/time.ts'
import type { Emissions } from '../../model/tonnes.ts'
import type { MeasureBook } from '../../rulebook/measures.ts'
import { readMeasure, type MeasureCells } from '../measureCell.ts'

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

/**
 * The check of a plan against the enterprise as it is listed and the tables of the day: each line at each level has a
 * measure that can be done, monitored and checked, by a person who can be called; never weaker than the table, and not
 * weaker at a higher level; and where the notice is shorter than a safe stop takes, what holds meanwhile.
 */
export function checkPlan<R>(plan: PlantPlan<R>, entry: Entry, book: MeasureBook, today: Day): PlanFinding[] {
  const found: PlanFinding[] = []
  const add = (line: string, level: ListedLevel | null, code: string, message: string) =>
    found.push({ line, level, code, severity: 'error', message })
  const written = new Map(plan.lines.map((line) => [line.number, line]))
  if (written.size < plan.lines.length) add('', null, 'line-duplicate', 'a line stands in the plan twice')
  const listed = new Set(entry.lines.map(({ number }) => number))
  for (const number of written.keys())
    if (!listed.has(number)) add(number, null, 'line-missing', 'the list names no such line')
  const typed = new Map<string, Measure>()
  for (const line of entry.lines)
    for (const level of LISTED_LEVELS) {
      const planned = written.get(line.number)?.measures[level]
      if (planned === undefined) {
        add(line.number, level, 'measure-missing-level', 'the line has no measure at this level')
        continue
      }
      const read = readMeasure(planned)
      if ('fault' in read) {
        add(line.number, level, read.fault.code, read.fault.message)
        continue
      }
      const { measure } = read
      typed.set(`${line.number}|${level}`, measure)
      if (asksNothing(measure)) continue
      if (planned.means.length === 0)
        add(line.number, level, 'measure-not-verifiable', 'nothing shows that the measure was carried out')
      if (planned.responsible === null)
        add(line.number, level, 'responsible-missing', 'nobody is named who carries it out and can be called')
      if (stops(measure) && planned.noticeHours < line.safeStopHours && !written.get(line.number)?.meanwhile)
        add(
          line.number,
          level,
          'notice-shorter-than-safe-stop',
          `a safe stop takes ${line.safeStopHours} h and the notice is ${planned.noticeHours} h: say what holds meanwhile`,
        )
    }
  found.push(...weakerThanTable(typed, entry, book, today), ...weakerAbove(typed, entry))
  return found
}

/** A higher level asks no less of a line. */
function weakerAbove(typed: ReadonlyMap<string, Measure>, { lines }: Entry): PlanFinding[] {
  return lines.flatMap(({ number }) =>
    LISTED_LEVELS.flatMap((level, n) => {
      const [below, here] = [typed.get(`${number}|${LISTED_LEVELS[n - 1] ?? ''}`), typed.get(`${number}|${level}`)]
      if (!below || !here || compareMeasures(here, below) !== 'weaker') return []
      const message = 'the measure is weaker than that of the level below'
      return [{ line: number, level, code: 'measure-weaker-at-higher-level', severity: 'error', message } as const]
    }),
  )
}

function weakerThanTable(
  typed: ReadonlyMap<string, Measure>,
  entry: Entry,
  book: MeasureBook,
  today: Day,
): PlanFinding[] {
  if (book.decidesItself(entry.grade)) return []
  return LISTED_LEVELS.flatMap((level): PlanFinding[] => {
    const cell = book.cell(entry.industry, entry.industryKind, entry.grade, level, today)
    const meant = entry.lines.filter((line) => !cell || cell.lines.length === 0 || cell.lines.some(isNamed(line)))
    const found: PlanFinding[] = []
    for (const asked of cell?.measures ?? []) {
      if (asked.kind === 'transport') continue
      if (asked.kind === 'stopLines') {
        // A share of the lines binds the plant, not each of them.
        const due = Math.ceil((meant.length * asked.share) / 10_000)
        const standing = meant.filter(({ number }) => typed.get(`${number}|${level}`)?.kind === 'stop').length
        if (standing < due)
          found.push(weaker('', level, `of ${meant.length} lines ${due} stand still by ${cell?.clause.id ?? ''}`))
        continue
      }
      for (const { number } of meant) {
        const planned = typed.get(`${number}|${level}`)
        if (!planned) continue
        const stands = compareMeasures(planned, asked)
        if (stands === 'weaker') found.push(weaker(number, level, `weaker than ${cell?.clause.id ?? 'the table'}`))
        else if (stands === 'notComparable')
          found.push({
            ...weaker(number, level, `can not be compared with ${cell?.clause.id ?? 'the table'}: both will bind`),
            code: 'measure-not-comparable',
            severity: 'warning',
          })
      }
    }
    return found
  })
}

function weaker(line: string, level: ListedLevel, message: string): PlanFinding {
  return { line, level, code: 'measure-weaker-than-table', severity: 'error', message }
}

function isNamed({ name, step, device }: Line<unknown>): (word: string) => boolean {
  return (word) => [name, step, device].some((text) => text.includes(word))
}

function asksNothing({ kind }: Measure): boolean {
  return kind === 'none'
}

function stops({ kind }: Measure): boolean {
  return kind === 'stop' || kind === 'stopLines'
}

/** An entry as a plan in force has it: its lines' measures and what holds meanwhile, dated by the plan. */
export function withPlan(entry: Entry, plan: PlantPlan, dated: Day): Entry {
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

function listedBy({
  text,
  noticeHours,
  means,
  responsible,
  reduction,
  ...cells
}: PlannedMeasure): ListedMeasure<Id> | null {
  const read = readMeasure({ text, ...cells })
  return 'fault' in read ? null : { text, measure: read.measure, noticeHours, means, responsible, reduction }
}
