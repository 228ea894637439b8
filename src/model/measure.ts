import type { BasisPoints, EmittedPollutant } from './tonnes.ts'
import type { Ban } from './vehicles.ts'

/**
 * What one line or one enterprise has to do (减排措施): one form, or several at once where a cell tells each piece of
 * equipment its own. Plain JSON: it is kept in orders, so that a kind or a field that is renamed needs a migration.
 */
export type Measure = Timed | Parts

/** A form that holds for the whole response, or until a milder one follows. */
export type Timed = Simple | MilderAfter

export type Simple =
  /** Nothing is asked (不停不限). */
  | { readonly kind: 'none' }
  /** 自主减排: the enterprise chooses. */
  | { readonly kind: 'ownDecision' }
  /** 停产: the line stands still. */
  | { readonly kind: 'stop' }
  /** 停产保窑, 焖炉: nothing is produced, kiln or furnace is kept hot. */
  | { readonly kind: 'stopHot' }
  /** 按生产线停产: at least this share of the lines stands still, counted by line and rounded up. */
  | { readonly kind: 'stopLines'; readonly share: BasisPoints }
  /** 以高炉计, 以气化炉计: at least this share or this many of the pieces of equipment stand still. */
  | {
      readonly kind: 'stopUnits'
      readonly unit: PlantUnit
      readonly least: { readonly share: BasisPoints } | { readonly count: number }
    }
  /** 停止喷漆工序, 停止土石方作业: the named steps stand still, the rest of the line or site may run. */
  | { readonly kind: 'stopSteps'; readonly steps: readonly string[] }
  /** 限产, 限负荷: at least this share less than the base; the base is null where the document names none. */
  | { readonly kind: 'reduce'; readonly share: BasisPoints; readonly base: string | null }
  /** 日产量不超过 768 吨, 每日不超过 22 炉: a figure that is not exceeded; `most` a plain decimal, in `unit`. */
  | { readonly kind: 'cap'; readonly of: Capped; readonly most: string; readonly unit: string }
  /** 延长结焦: coal stays in the coke oven for at least so many hours. */
  | { readonly kind: 'coking'; readonly leastHours: number }
  /** 怠速: the line is kept going at its lowest safe speed. */
  | { readonly kind: 'idle' }
  /** 限浓度: emitted at no more than these mg/m³ (plain decimals), at this reference oxygen in percent where one is named. */
  | { readonly kind: 'ceiling'; readonly limits: Limits; readonly oxygen: string | null }
  /** 停 48 小时、开 12 小时: off and on in turn. */
  | { readonly kind: 'cycle'; readonly offHours: number; readonly onHours: number }
  /** 洒水、苫盖抑尘: dust is kept down by these ways. */
  | { readonly kind: 'suppressDust'; readonly ways: readonly string[] }
  /** 运输, 非道路移动机械: what may not drive or work, or how much less. */
  | { readonly kind: 'transport'; readonly ban: Ban }
  /** A form that is not understood: ordered as written, comparable to nothing but itself. */
  | { readonly kind: 'other'; readonly type: string; readonly value: string | null; readonly unit: string | null }

/** 响应超过 120 小时后…: once the response has lasted so many hours, the second form is enough. */
export interface MilderAfter {
  readonly kind: 'milderAfter'
  readonly hours: number
  readonly first: Simple
  readonly after: Simple
}

/** 烧结机停产，高炉停产 50%: each named piece of equipment does its own, and all of it binds. */
export interface Parts {
  readonly kind: 'parts'
  readonly parts: readonly Part[]
}
export interface Part {
  /** The equipment or process by its own word (`烧结机`); null for the line as a whole. */
  readonly of: string | null
  readonly measure: Timed
}

export type Limits = Readonly<Partial<Record<EmittedPollutant, string>>>

/** What stops of a plant are counted in (计量单元): its word, its measure word, English, other words for it. */
export const UNITS = {
  sinterMachine: { zh: '烧结机', counter: '台', en: 'sinter machine', also: ['烧结机设备'] },
  pelletPlant: { zh: '球团设备', counter: '套', en: 'pellet plant', also: ['球团', '球团机', '竖炉'] },
  blastFurnace: { zh: '高炉', counter: '座', en: 'blast furnace', also: [] },
  converter: { zh: '转炉', counter: '座', en: 'converter', also: [] },
  electricFurnace: { zh: '电炉', counter: '座', en: 'electric furnace', also: ['电弧炉', '中频炉'] },
  arcFurnace: { zh: '矿热炉', counter: '台', en: 'submerged-arc furnace', also: [] },
  cokeOven: { zh: '焦炉', counter: '座', en: 'coke oven', also: [] },
  chamber: { zh: '炭化室', counter: '孔', en: 'oven chamber', also: ['碳化室'] },
  gasifier: { zh: '气化炉', counter: '台', en: 'gasifier', also: ['造气炉'] },
  pot: { zh: '电解槽', counter: '台', en: 'electrolysis pot', also: [] },
  roaster: { zh: '焙烧炉', counter: '台', en: 'roaster', also: [] },
  kiln: { zh: '窑', counter: '座', en: 'kiln', also: ['石灰窑', '窑炉'] },
  boiler: { zh: '锅炉', counter: '台', en: 'boiler', also: [] },
  line: { zh: '生产线', counter: '条', en: 'line', also: ['线'] },
} as const satisfies Record<string, { zh: string; counter: string; en: string; also: readonly string[] }>
export type PlantUnit = keyof typeof UNITS
const UNIT_NAMED = new Map(
  (Object.keys(UNITS) as PlantUnit[]).flatMap((id) =>
    [UNITS[id].zh, ...UNITS[id].also].map((name): [string, PlantUnit] => [name, id]),
  ),
)

/** What a figure caps (限量), in the words of a list. */
export const CAPPED = {
  output: { zh: '产量', en: 'output' },
  feed: { zh: '投料量', en: 'feed' },
  pull: { zh: '拉引量', en: 'glass pull' },
  heats: { zh: '冶炼炉次', en: 'heats' },
  load: { zh: '负荷', en: 'load' },
  oxygen: { zh: '气化总氧量', en: 'total gasification oxygen' },
} as const
export type Capped = keyof typeof CAPPED

/** What a share is taken of (基准). */
export const BASES: Record<string, { readonly en: string; readonly also: readonly string[] }> = {
  环评产能许可产能上年实际三者日均最小值: {
    en: 'the smallest of the daily means of EIA capacity, permit capacity and last year’s actual normal output',
    also: ['三者日均值最小值', '三者最小值', '环评、许可、上年实际日均最小值'],
  },
  投料量: { en: 'feed rate', also: ['日投料量', '拉延量', '投料量或拉延量'] },
  产能: { en: 'capacity', also: ['设计产能', '环评产能'] },
  许可产能: { en: 'permit capacity', also: ['排污许可产能'] },
  负荷: { en: 'load', also: ['生产负荷', '正常负荷'] },
  上年日均产量: { en: 'last year’s daily mean output', also: ['上一年日均产量', '上年日均'] },
  上年最低日负荷: { en: 'last year’s lowest daily load', also: ['上一年最低日负荷', '上年度最低日负荷'] },
  生产线怠速: { en: 'the line’s idle speed', also: ['怠速'] },
  气化总氧量: { en: 'total gasification oxygen', also: ['总氧量'] },
}
const CANONICAL = new Map(
  Object.entries(BASES).flatMap(([base, { also }]) => [base, ...also].map((name) => [plainBase(name), base])),
)

function plainBase(text: string): string {
  return text.replace(/[、，,\s]/g, '')
}

/** The one wording of a base (基准) that is compared; an unknown one stays as written. */
export function baseNamed(text: string): string {
  return CANONICAL.get(plainBase(text)) ?? text
}

/** The equipment that a word names; null where it names none that is counted. */
export function unitNamed(word: string): PlantUnit | null {
  return UNIT_NAMED.get(word) ?? null
}

/** The simplest way to write several parts: one that means the line as a whole is itself. */
export function partsOf(measure: Measure): readonly Part[] {
  return measure.kind === 'parts' ? measure.parts : [{ of: null, measure }]
}

/**
 * What a measure with parts asks of one line of a plant, each told by its own words: the parts whose equipment it is.
 * A part that names no line of the plant is asked of those lines that may be meant, whose words tell no equipment:
 * to leave it out would lose an order, to tell a blast furnace about a sinter machine would only confuse.
 * Null: nothing is asked of this line.
 */
export function measureFor(measure: Measure, line: string, lines: readonly string[]): Measure | null {
  if (measure.kind !== 'parts') return measure
  const own = measure.parts.filter(({ of }) => {
    if (of === null || means(of, line)) return true
    return !lines.some((other) => means(of, other)) && (equipmentIn(line).length === 0 || equipmentIn(of).length === 0)
  })
  const [only, ...more] = own
  if (only === undefined) return null
  return more.length === 0 && only.of !== null && line.includes(only.of) ? only.measure : { kind: 'parts', parts: own }
}

/** By its word (烧结机), or by the equipment in it (6米以下焦炉). */
function means(of: string, line: string): boolean {
  return line.includes(of) || equipmentIn(of).some((unit) => equipmentIn(line).includes(unit))
}

/** The equipment that words name; a line or a kiln as such may be anything. */
function equipmentIn(words: string): PlantUnit[] {
  return [...UNIT_NAMED].flatMap(([word, unit]) =>
    unit !== 'line' && word.length > 1 && words.includes(word) ? [unit] : [],
  )
}

/** Whether two measures are the same, in whatever order the database gives back their fields. */
export function sameMeasure(a: Measure, b: Measure): boolean {
  return same(a, b)
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const keys = Object.keys(a)
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && same(a[key as keyof typeof a], b[key as keyof typeof b]))
  )
}
