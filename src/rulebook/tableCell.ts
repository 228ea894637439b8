import { z } from 'zod'
import { baseNamed, CAPPED, UNITS, type Measure, type Part, type Simple, type Timed } from '../model/measure.ts'
import { readPercent } from '../model/tonnes.ts'
import { banOf, FUELS, VEHICLES, type Ban } from '../model/vehicles.ts'
import { isActive, standing } from './citation.ts'

const FORMS = [
  'stop',
  'stopHot',
  'stopLines',
  'stopUnits',
  'stopSteps',
  'suppressDust',
  'reduce',
  'cap',
  'coking',
  'idle',
  'ceiling',
  'cycle',
] as const
const ONE = `a cell names one of ${FORMS.join(', ')} and parts`

const percent = z.number().gt(0).lte(100).multipleOf(0.01)
const wholeHours = z.int().positive()
const figure = z.number().positive()

/** One form of the measure language (措施语言) as a table writes it; exactly one of them. */
const simple = {
  stop: z.literal(true).optional(),
  /** 停产保窑, 焖炉. */
  stopHot: z.literal(true).optional(),
  /** Percent of the lines. */
  stopLines: percent.optional(),
  stopUnits: z
    .union([
      z.strictObject({ unit: z.enum(keys(UNITS)), percent }),
      z.strictObject({ unit: z.enum(keys(UNITS)), count: z.int().positive() }),
    ])
    .optional(),
  stopSteps: z.array(z.string().min(1)).min(1).optional(),
  suppressDust: z.array(z.string().min(1)).min(1).optional(),
  /** Percent, of `base`. */
  reduce: percent.optional(),
  base: z.string().optional(),
  cap: z.strictObject({ of: z.enum(keys(CAPPED)), most: figure, unit: z.string().min(1) }).optional(),
  coking: wholeHours.optional(),
  idle: z.literal(true).optional(),
  /** mg/m³, at `oxygen` percent where it is named. */
  ceiling: z
    .strictObject({
      pm: figure.optional(),
      so2: figure.optional(),
      nox: figure.optional(),
      vocs: figure.optional(),
      oxygen: figure.optional(),
    })
    .optional(),
  cycle: z.strictObject({ off: wholeHours, on: wholeHours }).optional(),
}
const timed = {
  ...simple,
  /** The milder form once the response has lasted so many hours. */
  after: z
    .strictObject({ hours: wholeHours, ...simple })
    .refine(hasOne, { error: ONE })
    .optional(),
}
const part = z.strictObject({ of: z.string().min(1), ...timed }).refine(hasOne, { error: ONE })
const stage = z.int().min(0).max(7)
export const transportForm = z.union([
  z.literal('allRoad'),
  stage.min(1),
  z.strictObject({
    vehicles: z.enum(keys(VEHICLES)),
    stages: z.strictObject({ from: stage, to: stage }).nullable().default(null),
    fuel: z.enum(keys(FUELS)).nullable().default(null),
    place: z.string().nullable().default(null),
    hours: z
      .strictObject({ from: z.int().min(0).max(23), until: z.int().min(1).max(24) })
      .nullable()
      .default(null),
    except: z.string().nullable().default(null),
    trips: z
      .union([z.literal('none'), z.strictObject({ less: percent }), z.strictObject({ mostADay: z.int().min(0) })])
      .default('none'),
  }),
])

/** `unseen`: no source gives this cell; as `status: unverified`, it is never applied. */
export const cellForm = z.union([
  z.enum(['own', 'none', 'stop', 'unseen']),
  z
    .strictObject({
      status: standing.status,
      ...timed,
      parts: z.array(part).min(1).optional(),
      transport: transportForm.optional(),
    })
    .refine((cell) => count(cell) + Number(cell.parts !== undefined) <= 1, { error: ONE })
    .refine((cell) => count(cell) > 0 || cell.parts !== undefined || cell.transport !== undefined, {
      error: 'a cell asks for something: none, own or unseen are words of their own',
    }),
])
export type CellForm = z.output<typeof cellForm>
type SimpleForm = z.output<z.ZodObject<typeof simple>>
type TimedForm = z.output<z.ZodObject<typeof timed>>

function count(form: SimpleForm): number {
  return FORMS.filter((name) => form[name] !== undefined).length
}

function hasOne(form: SimpleForm): boolean {
  return count(form) === 1
}

function keys<Id extends string>(table: Readonly<Record<Id, unknown>>): [Id, ...Id[]] {
  return Object.keys(table) as [Id, ...Id[]]
}

/** The measures of a cell, production before transport; null where the cell is not verified. */
export function measuresOf(cell: CellForm): Measure[] | null {
  if (cell === 'unseen') return null
  if (cell === 'own') return [{ kind: 'ownDecision' }]
  if (cell === 'none') return [{ kind: 'none' }]
  if (cell === 'stop') return [{ kind: 'stop' }]
  if (!isActive(cell)) return null
  const measures: Measure[] = []
  if (cell.parts !== undefined)
    measures.push({ kind: 'parts', parts: cell.parts.map((one): Part => ({ of: one.of, measure: timedOf(one) })) })
  else if (count(cell) > 0) measures.push(timedOf(cell))
  if (cell.transport !== undefined) measures.push({ kind: 'transport', ban: banIn(cell.transport) })
  return measures
}

function timedOf(form: TimedForm): Timed {
  const first = simpleOf(form)
  return form.after === undefined
    ? first
    : { kind: 'milderAfter', hours: form.after.hours, first, after: simpleOf(form.after) }
}

function simpleOf(form: SimpleForm): Simple {
  if (form.stop) return { kind: 'stop' }
  if (form.stopHot) return { kind: 'stopHot' }
  if (form.idle) return { kind: 'idle' }
  if (form.stopLines !== undefined) return { kind: 'stopLines', share: shareOf(form.stopLines) }
  if (form.stopUnits !== undefined) {
    const { unit } = form.stopUnits
    const least =
      'count' in form.stopUnits ? { count: form.stopUnits.count } : { share: shareOf(form.stopUnits.percent) }
    return { kind: 'stopUnits', unit, least }
  }
  if (form.stopSteps !== undefined) return { kind: 'stopSteps', steps: form.stopSteps }
  if (form.suppressDust !== undefined) return { kind: 'suppressDust', ways: form.suppressDust }
  if (form.reduce !== undefined)
    return { kind: 'reduce', share: shareOf(form.reduce), base: form.base === undefined ? null : baseNamed(form.base) }
  if (form.cap !== undefined) return { kind: 'cap', of: form.cap.of, most: String(form.cap.most), unit: form.cap.unit }
  if (form.coking !== undefined) return { kind: 'coking', leastHours: form.coking }
  if (form.cycle !== undefined) return { kind: 'cycle', offHours: form.cycle.off, onHours: form.cycle.on }
  const { oxygen, ...limits } = form.ceiling ?? {}
  const named = Object.entries(limits).filter(([, most]) => most !== undefined)
  return {
    kind: 'ceiling',
    limits: Object.fromEntries(named.map(([id, most]) => [id, String(most)])),
    oxygen: oxygen === undefined ? null : String(oxygen),
  }
}

function shareOf(percent: number): number {
  return readPercent(String(percent)) ?? 0
}

export function banIn(written: NonNullable<Exclude<CellForm, string>['transport']>): Ban {
  if (written === 'allRoad') return 'allRoad'
  if (typeof written === 'number') return { heavyTrucksUpToStage: written }
  const { trips } = written
  return banOf({
    ...written,
    trips: typeof trips === 'object' && 'less' in trips ? { less: shareOf(trips.less) } : trips,
  })
}
