import { z } from 'zod'
import { CAUSES, POLLUTANTS } from '../model/pollutant.ts'
import { mustStand, source, standing, words } from './citation.ts'
import { head, mustBeActive, sourcesFile } from './forms.ts'

/** What a forecast says of itself, and the ground that it covers: none of it is measured. */
export const FACTS = ['probability', 'km2', 'population', 'people', 'inhabitants'] as const
export type Fact = (typeof FACTS)[number]

const comparison = z
  .string()
  .regex(/^(>|>=|<|<=) \d{1,8}(\.\d{1,3})?$/, 'expected "> 200", ">= 500" or "< 35", at most three decimals')
  .optional()

type Compared = Partial<Record<(typeof POLLUTANTS)[number] | Fact, typeof comparison>>
const compared = Object.fromEntries([...POLLUTANTS, ...FACTS].map((name) => [name, comparison])) as Required<Compared>

/** One condition; exactly one quantity is compared. */
const clauseKeys = {
  /** The index (AQI) over 24 hours; abroad the index of the place, as given. */
  aqi: comparison,
  /** Level of the index in whole natural days (空气质量级别): `>= 5` is 重度 and worse. */
  category: z
    .string()
    .regex(/^>= [2-6]$/, 'expected ">= 2" to ">= 6"')
    .optional(),
  ...compared,
  /** On end. From 24 on of means over 24 hours, below of hourly values. */
  hours: z.int().min(1).max(240).optional(),
  /** Natural days on end, from 00:00 to 24:00; only for `category`. */
  days: z.int().min(1).max(10).optional(),
  /** Seen from the day of the decision; what is called for begins tomorrow. */
  on: z.enum(['yesterday', 'today', 'tomorrow']).optional(),
  /** The mean of these hours of that day alone, the second not included. */
  between: z.tuple([z.int().min(0).max(23), z.int().min(1).max(24)]).optional(),
  /** A forecast is not enough. */
  observed: z.literal(true).optional(),
  /** Only where this drives the index. */
  cause: z.enum(CAUSES).optional(),
}
const clauseObject = z.strictObject(clauseKeys)
const clause = clauseObject.superRefine(oneCondition)
export type ClauseForm = z.infer<typeof clauseObject>

const alternative = z
  .strictObject({
    ...clauseKeys,
    all: z.array(clause).min(1).optional(),
    /** What has begun lasts until a value is this. */
    until: comparison,
    source: source.optional(),
    status: z.enum(['design', 'unverified']).optional(),
    note: z.string().optional(),
  })
  .superRefine((form, context) => {
    if (form.all === undefined) oneCondition(form, context)
    else if (quantitiesOf(form).length > 0) refuse(context, 'stands beside `all`: put it into the list')
    const dated = clausesOf(form).filter(({ on }) => on !== undefined).length
    if (dated > 0 && dated < clausesOf(form).length) refuse(context, 'some clauses name a day (`on`) and others do not')
    if (dated > 0 && form.until !== undefined) refuse(context, '`until` belongs to a condition without a day (`on`)')
    if (form.source !== undefined) mustStand(form, context)
  })
export type AlternativeForm = z.infer<typeof alternative>

const clockTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time like 06:00')
/** What a stage asks for where the enterprises' own list does not say it (abroad), and between which hours of the day. */
const action = z
  .strictObject({ ...words.shape, from: clockTime.optional(), until: clockTime.optional() })
  .refine(({ from = '00:00', until = '24:00' }) => from < until, 'ends before it begins: from and until are of one day')
export type Action = z.infer<typeof action>

const level = z.strictObject({
  /** What the place itself calls it. */
  name: words.optional(),
  any: z.array(alternative).min(1),
  actions: z.array(action).optional(),
})
export type LevelForm = z.infer<typeof level>

const hours = z.int().min(1).max(240)
const lift = z
  .strictObject({
    forecastHours: hours,
    /** What ends an episode, where that is less than falling below its trigger: `<= 150`. */
    aqi: comparison,
    ...standing,
  })
  .superRefine(mustBeActive)
const merge = z.strictObject({ gapHours: hours, ...standing }).superRefine(mustBeActive)
const lead = z.strictObject({ value: z.int().min(0).max(240), ...standing }).superRefine(mustBeActive)
const lower = z
  .strictObject({ forecastHours: hours, ...standing })
  .superRefine(mustStand)
  .optional()

/**
 * Late start (滞后启动): the index over the last 24 hours, as observed, passes this, and so does that over the hours
 * ahead, as forecast: the suitable level starts at once.
 */
const lateStart = z
  .strictObject({
    aqi: z.string().regex(/^(>|>=) \d{1,3}$/, 'expected "> 200"'),
    aheadHours: z.int().min(1).max(48),
    ...standing,
  })
  .superRefine(mustStand)
  .optional()

/** What nobody may do with a warning, told to whoever begins, raises or prolongs one without the rule's ground. */
const restraint = z
  .strictObject({ ...words.shape, ...standing })
  .superRefine(mustStand)
  .optional()

const levels = z.strictObject({
  blue: level.optional(),
  yellow: level.optional(),
  orange: level.optional(),
  red: level.optional(),
})

/** Where a layer is milder than the book above it: in what, and who allows it. */
const allowance = z
  .strictObject({
    what: z
      .string()
      .regex(
        /^(excludes|days|lift|merge|lower|[a-z0-9-]+\/(blue|yellow|orange|red)\/\d+)$/,
        'expected excludes, days, lift, merge, lower or the name of an alternative',
      ),
    ...standing,
  })
  .superRefine(mustBeActive)

const common = {
  ...head,
  /** The area that it governs with everything in it: `CN`, a code of GB/T 2260, or a place abroad (`IN-DL`). */
  area: z
    .string()
    .regex(/^([A-Z]{2}(-[A-Z0-9]{2,3})?|\d{6})$/, 'expected CN, six digits or a place like IN-DL')
    .default('CN'),
  scope: z.string().optional(),
  /** The special period (专项时段, `rules/periods`) for whose stage it holds: it goes before the other books of its area. */
  period: z.string().optional(),
  /** The index is of the place itself: it comes as given and is never computed by HJ 633. */
  index: words.optional(),
  excludes: z.array(z.enum(CAUSES)).optional(),
  /** What has to be true of the ground that it covers, beside every condition: one of these. */
  where: z.array(z.strictObject({ all: z.array(clause).min(1) })).optional(),
  /** A higher stage keeps the actions of the lower ones. */
  cumulative: z.literal(true).optional(),
  /** What is called for below the lowest level (临时管控): no warning. */
  preStage: level.optional(),
  allows: z.array(allowance).optional(),
  /** What a book that is handed in cites and `rules/sources.yaml` does not have: a city’s own plan. */
  documents: sourcesFile.optional(),
  lower,
  lateStart,
  restraint,
}

/** `rules/levels/*.yaml`, `rules/abroad/*.yaml`: which forecast calls for which level. */
export const levelsFile = z
  .strictObject({
    ...common,
    /** The book whose conditions and terms hold here too; what is written here is added to them. */
    extends: z.string().optional(),
    levels: levels.optional(),
    lift: lift.optional(),
    merge: merge.optional(),
    /** The notice before the first day. */
    leadHours: lead.optional(),
  })
  .superRefine(mustStand)
  .superRefine((file, context) => {
    for (const key of ['levels', 'lift', 'merge', 'leadHours'] as const)
      if (file.extends === undefined && file[key] === undefined)
        context.addIssue({ code: 'custom', path: [key], message: 'is needed: the book extends no other' })
    if (file.period === undefined) return
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (file.extends === undefined) say('extends', 'is needed: a book of a special period stands upon another')
    if (file.until === null) say('until', 'is needed: a special period has an end')
  })
export type LevelsFile = z.infer<typeof levelsFile>

/** The quantities that a clause compares. */
export function quantitiesOf(form: ClauseForm): (keyof ClauseForm)[] {
  return (['aqi', 'category', ...POLLUTANTS, ...FACTS] as const).filter((name) => form[name] !== undefined)
}

export function clausesOf(form: AlternativeForm): ClauseForm[] {
  if (form.all !== undefined) return form.all
  const { all: _, until: _until, source: _source, status: _status, note: _note, ...own } = form
  return [own]
}

function oneCondition(form: ClauseForm, context: z.core.$RefinementCtx): void {
  const quantities = quantitiesOf(form)
  if (quantities.length !== 1)
    return refuse(
      context,
      quantities.length === 0 ? 'compares nothing' : `compares ${quantities.join(' and ')} at once`,
    )
  if ((form.category === undefined) !== (form.days === undefined))
    refuse(context, '`category` and `days` belong together: levels of natural days')
  if (form.aqi !== undefined && (form.hours ?? 24) < 24)
    refuse(context, 'the index is of 24 hours: `hours` is 24 or more')
  if (form.on === undefined && (form.between !== undefined || form.observed))
    refuse(context, '`between` and `observed` need the day that they are of: `on`')
  if (form.between !== undefined && (form.hours !== undefined || form.between[0] >= form.between[1]))
    refuse(context, '`between` is one stretch of hours of one day: from before until, and without `hours`')
  if (form.on !== undefined && ((form.hours ?? 24) > 24 || form.days !== undefined))
    refuse(context, 'one day (`on`) has 24 hours')
}

function refuse(context: z.core.$RefinementCtx, message: string): void {
  context.addIssue({ code: 'custom', message })
}
