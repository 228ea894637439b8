import type { CreditCode } from './creditCode.ts'
import type { Measure } from './measure.ts'
import type { Day } from './time.ts'
import type { BasisPoints, Emissions } from './tonnes.ts'

/** Class of a listed enterprise (企业类型). */
export const CLASS_ZH = {
  key: '重点',
  general: '一般',
  small: '小微',
  protected: '保障',
  heating: '供暖锅炉',
  seasonal: '季节性',
  longStopped: '长期停产',
  site: '工地',
  yard: '堆场',
  fleet: '用车',
} as const
export type EnterpriseClass = keyof typeof CLASS_ZH

/** Performance grade (绩效等级) of 环办大气函〔2020〕340号; `A+` from 环办大气〔2026〕2号. */
export const GRADE_ZH = {
  'A+': 'A+',
  A: 'A',
  B: 'B',
  'B-': 'B-',
  C: 'C',
  D: 'D',
  leading: '引领性',
  nonLeading: '非引领性',
  unrated: '未评',
  shouldBeRated: '应评未评',
} as const
export type Grade = keyof typeof GRADE_ZH

export const GRADE_EN: Record<Grade, string> = {
  'A+': 'grade A+',
  A: 'grade A',
  B: 'grade B',
  'B-': 'grade B-',
  C: 'grade C',
  D: 'grade D',
  leading: 'leading',
  nonLeading: 'not leading',
  unrated: 'not rated',
  shouldBeRated: 'should be rated and is not',
}

/** Why an enterprise is stopped for cause (停产原因). */
export const STOP_CAUSE_ZH = {
  notCompliant: '不能稳定达标',
  againstPermit: '不符合许可',
  retrofitOverdue: '改造逾期',
} as const
export type StopCause = keyof typeof STOP_CAUSE_ZH

export const STOP_CAUSE_EN: Record<StopCause, string> = {
  notCompliant: 'not stably compliant',
  againstPermit: 'against its permit',
  retrofitOverdue: 'retrofit overdue',
}

/** What shows that a measure is carried out (核查方式). */
export const MEANS_ZH = {
  power: '用电',
  online: '在线',
  gate: '门禁',
  video: '视频',
  ledger: '台账',
  site: '现场',
} as const
export type Means = keyof typeof MEANS_ZH

export const MEANS_EN: Record<Means, string> = {
  power: 'power use',
  online: 'online monitoring',
  gate: 'gate records',
  video: 'video',
  ledger: 'ledgers',
  site: 'site visit',
}

/** A level at which a list names measures: blue (蓝色) asks nothing of a list. */
export const LISTED_LEVELS = ['yellow', 'orange', 'red'] as const
export type ListedLevel = (typeof LISTED_LEVELS)[number]

/**
 * Why something is stopped for cause, with its two dates: the retrofit's deadline (改造期限), and the day from which
 * missing it has its consequence (逾期执行起始日).
 */
export interface StopForCause {
  readonly cause: StopCause
  readonly deadline: Day | null
  readonly from: Day | null
}

/** A person as a workbook names one; kept apart from the list and referred to by id (law 12). */
export interface Person {
  readonly name: string
  readonly phone: string
}

/** What a list says that one line does at one level (措施). `R` is how the responsible person is referred to. */
export interface ListedMeasure<R> {
  /** The cell as written. */
  readonly text: string
  readonly measure: Measure
  readonly noticeHours: number
  readonly means: readonly Means[]
  readonly responsible: R | null
  readonly reduction: Emissions
}

/** A production line (生产线), the unit in which stops are counted. */
export interface Line<R> {
  readonly number: string
  readonly name: string
  /** Process step (工序) and device (设施). */
  readonly step: string
  readonly device: string
  readonly capacity: string | null
  readonly capacityUnit: string | null
  readonly interruptible: boolean
  /** Hours that a safe stop takes (安全停车小时). */
  readonly safeStopHours: number
  /** What holds meanwhile (过渡措施), where the notice given is shorter than a safe stop takes; of the plant's own plan. */
  readonly meanwhile: string | null
  /** Numbers of the lines that this one serves and stops with (关联生产线): a sinter line's blast furnaces. */
  readonly coupledTo: readonly string[]
  /** Cause for stop of this process alone; one of the whole enterprise stands in its entry. */
  readonly stopCause: StopForCause | null
  /** What a share is taken of, by the base's name (基准), as written with its unit: `{ 许可产能: '2500 吨/日' }`. */
  readonly bases: Readonly<Record<string, string>>
  readonly daily: Emissions
  readonly measures: Readonly<Partial<Record<ListedLevel, ListedMeasure<R>>>>
}

/** A further industry of an enterprise and the grade that it has there. */
export interface Rated {
  readonly industry: string
  readonly industryKind: string | null
  readonly grade: Grade
}

/**
 * One enterprise on one version of the emergency reduction list (应急减排清单): frozen with that version (law 11).
 * `R` is a person's id once stored, the person as written while a workbook is read.
 */
export interface Entry<R = string> {
  /** Credit code; of a place that has none (construction site, yard) its local number, `140802-GD-0001`. */
  readonly creditCode: CreditCode
  readonly name: string
  /** Code of the county or of the zone run like one. */
  readonly county: string
  readonly township: string | null
  readonly permit: string | null
  /** Id in `rules/industries`, and the kind of plant within it (`clinker`) where the list says so. */
  readonly industry: string
  readonly industryKind: string | null
  /** GB/T 4754 class as written. */
  readonly industryCode: string | null
  readonly class: EnterpriseClass
  readonly grade: Grade
  readonly gradeUntil: Day | null
  /** Further industries that it works in, with their own grades (其他行业等级): as a whole it counts by the worst. */
  readonly alsoRated?: readonly Rated[]
  readonly protection: { readonly ground: string; readonly cap: string; readonly until: Day | null } | null
  readonly stopCause: StopForCause | null
  /** Zone of control (管控分区) that it lies in, by the city's own name; null outside of any. */
  readonly zone: string | null
  /** Who is ordered in place of a site (施工单位, 责任单位): a site has no credit code of its own. */
  readonly builder: { readonly creditCode: CreditCode | null; readonly name: string } | null
  /** Heavy trucks a day (日均重型车次) of who uses vehicles: from ten on a gate with records is due (340号, 移动源). */
  readonly trucksADay: number | null
  readonly daily: Emissions
  readonly planDated: Day | null
  readonly monitoring: readonly Means[]
  readonly cleanTransport: BasisPoints | null
  readonly lines: readonly Line<R>[]
}
