import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'

/** What measures by itself (数据来源): a power meter 用电, one pollutant of a stack 在线, a gate 门禁. */
export const SOURCE_KINDS = ['power', 'online', 'gate'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** Of what: the machines that produce 产污, those that treat 治污, the whole works 总表, a stack 排口, a gate 大门. */
export const MEASURED = ['production', 'treatment', 'whole', 'stack', 'gate'] as const
export type Measured = (typeof MEASURED)[number]

/**
 * What a value is: used in the interval that begins at its time 区间电量, shown by a counter at its time 表码, or a mean
 * over the interval 均值.
 */
export const FORMS = ['interval', 'counter', 'level'] as const
export type Form = (typeof FORMS)[number]

/** One thing that measures (数据来源), with the key by which it speaks. */
export interface Source {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  /** Number of the line as in the list; null: of the whole enterprise. */
  readonly line: string | null
  readonly kind: SourceKind
  readonly of: Measured
  readonly name: string
  readonly unit: string
  readonly form: Form
  /** Null: it speaks when something happens. */
  readonly everyMinutes: number | null
  /** `code` is how the holder of the key names it; of HJ 212 pollutant and command, `a21026-Avg/2051`. */
  readonly key: { readonly id: Id; readonly code: string }
  readonly quality: Beat
  readonly closedAt: Instant | null
}

/** How a source has been heard (心跳): null until its first word. */
export interface Beat {
  readonly heardAt: Instant | null
  readonly lastAt: Instant | null
  /** Decimal. */
  readonly lastValue: string | null
  /** The same value on end: how many, and since when. */
  readonly alike: number
  readonly alikeSince: Instant | null
  /** Doubts that wait for an officer's word. */
  readonly openDoubts: number
}

/** One value (监测数据). */
export interface Reading {
  readonly source: Id
  /** The beginning of its interval; of a counter turned into use, the beginning of what was used. */
  readonly at: Instant
  /** Decimal. */
  readonly value: string
  /**
   * `ok`; a doubt that is open or was rejected (`doubtful`, `rejected`): it does not count; or what the device says of
   * itself: stopped, maintenance, fault, calibration, beyond its range.
   */
  readonly flag: Flag
}

export const FLAGS = ['ok', 'doubtful', 'rejected', 'stopped', 'maintenance', 'fault', 'calibration', 'range'] as const
export type Flag = (typeof FLAGS)[number]

/** A vehicle at a gate (门禁台账), by what HJ 1321—2023 has a gate keep. */
export interface Passage {
  readonly source: Id
  readonly at: Instant
  readonly plate: string
  readonly direction: 'in' | 'out'
  /** Emission stage 排放阶段 0 to 6; null: not known. */
  readonly stage: number | null
  readonly fuel: Fuel
  readonly vehicle: Vehicle
}

/** 燃料种类. */
export const FUELS = ['diesel', 'gas', 'petrol', 'electric', 'hydrogen', 'hybrid', 'unknown'] as const
export type Fuel = (typeof FUELS)[number]
/** 车辆类型: heavy truck 重型货车, other truck 其他货车, in-plant vehicle 厂内车辆, machine 非道路移动机械. */
export const VEHICLES = ['heavyTruck', 'truck', 'inPlant', 'machine', 'other'] as const
export type Vehicle = (typeof VEHICLES)[number]

/** Ledger 台账, video 视频, satellite 卫星遥感, drone 无人机, complaint 信访投诉, photo 照片, site visit 现场检查. */
export const NOTE_KINDS = ['ledger', 'video', 'satellite', 'drone', 'complaint', 'photo', 'site'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]
export const SHOWS = ['running', 'stopped', 'unclear'] as const

/** What was said or seen (证据材料). */
export interface Note {
  readonly id: Id
  readonly area: string
  readonly enterprise: Id
  readonly line: string | null
  readonly kind: NoteKind
  readonly from: Instant
  /** Half-open. */
  readonly until: Instant
  readonly text: string
  readonly shows: (typeof SHOWS)[number]
  /** As the journal names actors; `enterprise:…` is a report on oneself. */
  readonly saidBy: string
  readonly saidAt: Instant
  /** False: withdrawn, or a photograph of another day or place that nobody has accepted. */
  readonly counts: boolean
}
