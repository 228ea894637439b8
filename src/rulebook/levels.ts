import { WARNING_LEVELS, severity, type WarningLevel } from '../model/level.ts'
import type { Cause, Pollutant } from '../model/pollutant.ts'
import { isActive, type Source } from './citation.ts'
import { thousandths, type Thousandths } from './decimal.ts'
import type { WholeLevels } from './layers.ts'
import { clausesOf, quantitiesOf, type Action, type AlternativeForm, type ClauseForm, type Fact } from './levelForms.ts'

/**
 * What a clause compares: the index, the mean of a pollutant (µg/m³, CO mg/m³), or what a forecast says of itself
 * (probability in percent; the ground that it covers in km², percent and number of inhabitants).
 */
export type Quantity = 'aqi' | Pollutant | Fact

/** One condition (判据): a quantity passes a threshold for so many hours on end. */
export interface Clause {
  readonly reads: Quantity
  /** As it is compared, `> 200`. */
  readonly says: string
  readonly threshold: Thousandths
  /** `<` or `<=`. */
  readonly below: boolean
  /** `>=` or `<=`; otherwise the threshold itself does not pass. */
  readonly orEqual: boolean
  /** From 24 on in means over 24 hours, below in hourly values. */
  readonly hours: number
  /** Whether 24 hours may begin at any hour, or are days of the calendar (`category`). */
  readonly window: 'sliding' | 'days'
  /** The day that it reads, seen from the first day called for: tomorrow is 0. Null: any day of the run. */
  readonly on: -2 | -1 | 0 | null
  /** The mean of these hours of that day, the second not included. */
  readonly between: readonly [from: number, until: number] | null
  /** A forecast is not enough. */
  readonly observed: boolean
  readonly cause: Cause | null
}

/** One way in which something is called for: all its clauses hold. Without a day, the first draws the run. */
export interface Trigger {
  /** `cn-2024-6/orange/2`, counted from 1 in the order of the file. */
  readonly id: string
  readonly clauses: readonly [Clause, ...Clause[]]
  /** What has begun lasts until a value of the first clause's quantity passes this; null: until it no longer holds. */
  readonly until: Clause | null
  readonly source: Source | null
}

/** One way of calling for a level. */
export interface Alternative extends Trigger {
  readonly level: WarningLevel
}

/**
 * The triggers of a book by how they are read: those whose every clause is a run of the index go through `RunReader`, a
 * value at a time; what looks at anything else is looked up (`assessment/further.ts`).
 */
export interface Triggers<T extends Trigger> {
  readonly all: readonly T[]
  readonly plain: { readonly day: readonly T[]; readonly hour: readonly T[] }
  readonly further: { readonly day: readonly T[]; readonly hour: readonly T[] }
}

/** What starts a warning at once (滞后启动): heavy as observed, and for so many hours still heavy as forecast. */
export interface LateStart {
  readonly clause: Clause
  readonly aheadHours: number
  readonly source?: Source | undefined
  readonly borrowedFrom?: string | undefined
}

/** A book of warning levels (预警分级) with its hash: who pins the hash can be shown the very text later (law 8). */
export interface Rulebook extends Omit<WholeLevels, 'levels' | 'lower' | 'preStage' | 'where' | 'lateStart'> {
  readonly hash: string
  /** Everything that it says, what it takes over from the book that it extends included: what the hash is over. */
  readonly content: WholeLevels
  readonly levels: readonly WarningLevel[]
  /** In the order of the file; those that are unverified are not there. */
  readonly alternatives: readonly Alternative[]
  readonly triggers: Triggers<Alternative>
  /** Measures before any warning (临时管控): what calls for them; null where the book has none. */
  readonly preStage: Triggers<Trigger> | null
  /** What has to be true of the ground beside every condition: one of these; none means that nothing has to. */
  readonly where: readonly (readonly Clause[])[]
  readonly excluded: ReadonlySet<Cause>
  readonly lower: { readonly forecastHours: number } | null
  readonly lateStart: LateStart | null
}

/** @param whole a validated file with what it takes over. */
export function rulebookOf(whole: WholeLevels, hash: string): Rulebook {
  const { lower, preStage, where = [], lateStart, ...rest } = whole
  const levels = WARNING_LEVELS.filter((level) => whole.levels[level] !== undefined)
  const triggers = (forms: readonly AlternativeForm[], name: string): Trigger[] =>
    forms.flatMap((form, index) => (isActive(form) ? triggerOf(form, `${whole.id}/${name}/${index + 1}`, whole) : []))
  const alternatives = levels.flatMap((level) =>
    triggers(whole.levels[level]?.any ?? [], level).map((trigger): Alternative => ({ ...trigger, level })),
  )
  const everywhere = where.length === 0
  return {
    ...rest,
    hash,
    content: whole,
    levels: levels.filter((level) => alternatives.some((one) => one.level === level)),
    alternatives,
    triggers: sorted(alternatives, everywhere),
    preStage: preStage === undefined ? null : sorted(triggers(preStage.any, 'preStage'), everywhere),
    where: where.map(({ all }) => all.map(clauseOf)),
    excluded: new Set(whole.excludes),
    lateStart:
      lateStart === undefined || !isActive(lateStart)
        ? null
        : { ...lateStart, clause: clauseOf({ aqi: lateStart.aqi }) },
    lower: lower === undefined || lower.status === 'unverified' ? null : { forecastHours: lower.forecastHours },
  }
}

function triggerOf(form: AlternativeForm, id: string, { source, lift }: WholeLevels): Trigger[] {
  const [first, ...further] = clausesOf(form).map(clauseOf)
  if (first === undefined) return []
  const until = form.until ?? (first.reads === 'aqi' && first.on === null ? lift.aqi : undefined)
  return [
    {
      id,
      clauses: [first, ...further],
      until: until === undefined ? null : { ...first, ...comparison(until) },
      source: form.source ?? source ?? null,
    },
  ]
}

/** The level of natural days is the index rounded up (HJ 633, 4.2.6), so level 5 and worse is an index above 200. */
const ABOVE_OF_CATEGORY: Readonly<Record<string, string>> = {
  '>= 2': '> 50',
  '>= 3': '> 100',
  '>= 4': '> 150',
  '>= 5': '> 200',
  '>= 6': '> 300',
}

function clauseOf(form: ClauseForm): Clause {
  const { category, hours = 24, days, on, between, observed, cause } = form
  const [name = 'aqi'] = quantitiesOf(form)
  const reads: Quantity = name in form && name !== 'category' ? (name as Quantity) : 'aqi'
  return {
    reads,
    ...comparison(category === undefined ? (form[reads] ?? '') : (ABOVE_OF_CATEGORY[category] ?? '')),
    hours: days === undefined ? hours : days * 24,
    window: category === undefined ? 'sliding' : 'days',
    on: on === undefined ? null : on === 'yesterday' ? -2 : on === 'today' ? -1 : 0,
    between: between ?? null,
    observed: observed ?? false,
    cause: cause ?? null,
  }
}

function comparison(says: string): Pick<Clause, 'says' | 'threshold' | 'below' | 'orEqual'> {
  const [sign = '', number = ''] = says.split(' ')
  return { says, threshold: thousandths(number), below: sign.startsWith('<'), orEqual: sign.endsWith('=') }
}

function sorted<T extends Trigger>(all: readonly T[], everywhere: boolean): Triggers<T> {
  const isPlain = ({ clauses, until }: T, pace: 'day' | 'hour') =>
    everywhere &&
    until === null &&
    clauses.every(
      ({ reads, on, window, below, cause }) =>
        reads === 'aqi' && on === null && !below && cause === null && (pace === 'day' || window === 'sliding'),
    )
  const by = (pace: 'day' | 'hour', plain: boolean) => all.filter((one) => isPlain(one, pace) === plain)
  return {
    all,
    plain: { day: by('day', true), hour: by('hour', true) },
    further: { day: by('day', false), hour: by('hour', false) },
  }
}

/** The conditions on means over 24 hours that may begin at any hour: what hours answer better than whole days. */
export function slidingOnly<T extends Trigger>({ all, plain, further }: Triggers<T>): Triggers<T> {
  const slides = ({ clauses }: T) =>
    clauses.every(({ window, hours, on }) => window === 'sliding' && hours >= 24 && on === null)
  const by = ({ day, hour }: Triggers<T>['plain']) => ({ day: day.filter(slides), hour: hour.filter(slides) })
  return { all: all.filter(slides), plain: by(plain), further: by(further) }
}

export function passes(clause: Clause, value: Thousandths): boolean {
  if (clause.below) return clause.orEqual ? value <= clause.threshold : value < clause.threshold
  return clause.orEqual ? value >= clause.threshold : value > clause.threshold
}

/** What the stages in force at a level ask for, the lowest first. */
export function actionsAt(book: Rulebook, level: WarningLevel): Action[] {
  return stagesAt(book, level).flatMap((stage) => book.content.levels[stage]?.actions ?? [])
}

/** The stages in force at a level: itself, and where stages are cumulative (abroad) those below it. */
export function stagesAt(book: Rulebook, level: WarningLevel): WarningLevel[] {
  return book.levels.filter((one) => (book.cumulative === true ? severity(one) <= severity(level) : one === level))
}
