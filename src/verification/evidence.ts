import type { Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'
import type { EmittedPollutant } from '../model/tonnes.ts'
import type { Words } from '../plan/order.ts'
import type { EvidenceClass } from './verdict.ts'

/** Thousandths of a unit, whole: sums of a day are exact, and no float decides about anybody. */
export type Thousandths = number

/** What a meter shows for one hour: a sum of what was used, a mean of what was measured. */
export interface Hour {
  /** The beginning of the hour, and which of the local day it is. */
  readonly at: Instant
  readonly hour: number
  /** Null where too little came in to speak for the hour. */
  readonly value: Thousandths | null
  /** All its readings are the same, and the same as the last before them. */
  readonly alike: boolean
}

/** What is usual of a source, by the hour of the day (基线): the median of the days on which the line ran. */
export interface Baseline {
  /** 24 hours of the local day; null where no running day has a value. */
  readonly hours: readonly (Thousandths | null)[]
  readonly runningDays: number
  readonly idleDays: number
}

/** What is known against a meter itself on that day: a doubt that waits for an officer, a clock that is off. */
export interface MeterFault {
  readonly shifted: boolean
  readonly say: Words
}

/** One meter, or one quantity of one monitor, on the day that is judged. */
export interface Metered {
  readonly source: Id
  readonly name: string
  readonly class: 'power' | 'online'
  readonly of: 'production' | 'treatment' | 'whole' | 'stack'
  /** Number of the line; null: it measures the whole enterprise. */
  readonly line: string | null
  readonly unit: string
  /** Of a concentration in mg/m³; null where it is an amount that follows the load: energy, flow, mass. */
  readonly pollutant: EmittedPollutant | null
  readonly hours: readonly Hour[]
  readonly baseline: Baseline | null
  readonly faults: readonly MeterFault[]
}

/** A gate on the day that is judged. */
export interface Gated {
  readonly source: Id
  readonly name: string
  /** Whether it was heard of during or after what is judged: a gate that is dead saw nobody. */
  readonly heard: boolean
  readonly passages: readonly Passing[]
  /** Vehicles on a usual day, those only that a ban may mean; null where too few days are known. */
  readonly usualADay: number | null
}
export interface Passing {
  readonly at: Instant
  readonly plate: string
  readonly direction: 'in' | 'out'
  readonly stage: number | null
  readonly fuel: string
  readonly vehicle: string
}

/** What somebody saw or wrote of the line: a visit, a picture, a ledger, a satellite, a complaint. */
export interface Seen {
  readonly id: Id
  readonly class: Extract<EvidenceClass, 'site' | 'video' | 'ledger'>
  /** What it is called: 现场检查, 卫星遥感. */
  readonly name: Words
  /** A hint sends somebody there and shows nothing by itself: a complaint, a hot spot from above, an own photograph. */
  readonly hint: boolean
  readonly line: string | null
  readonly from: Instant
  readonly until: Instant
  readonly shows: 'running' | 'stopped' | 'unclear'
  readonly text: string
}

/** 已完成: the enterprise's own word that it has done what it was told. */
export interface Said {
  readonly at: Instant
}

/** Everything that is known of one enterprise for one day. */
export interface Evidence {
  readonly meters: readonly Metered[]
  readonly gates: readonly Gated[]
  readonly seen: readonly Seen[]
  readonly said: readonly Said[]
}
