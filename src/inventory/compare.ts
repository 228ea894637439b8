import {
  CLASS_ZH,
  GRADE_ZH,
  LISTED_LEVELS,
  MEANS_ZH,
  STOP_CAUSE_ZH,
  type Entry,
  type Line,
  type ListedLevel,
  type ListedMeasure,
  type Means,
  type StopForCause,
} from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { sayMeasure } from '../model/sayMeasure.ts'
import {
  addEmissions,
  EMITTED,
  EMITTED_NAME,
  NO_EMISSIONS,
  showKg,
  showPercent,
  type BasisPoints,
  type Emissions,
} from '../model/tonnes.ts'

/** One enterprise of a version as two versions are compared: its people by their number only. */
export interface Compared {
  readonly enterprise: Id
  readonly area: string
  readonly entry: Entry
  readonly contacts: number
}

/** What differs, in the words in which people know it; null where there is nothing on that side. */
export interface Difference {
  readonly what: string
  /** The number of the line; null for the whole enterprise. */
  readonly line: string | null
  readonly level: ListedLevel | null
  readonly before: string | null
  readonly after: string | null
}

export interface Sums {
  readonly enterprises: number
  readonly base: Emissions
  readonly reduction: Readonly<Record<ListedLevel, Emissions>>
}

/** Two versions of a list beside each other (清单版本比对). */
export interface Comparison {
  readonly came: readonly Compared[]
  readonly left: readonly Compared[]
  readonly changed: readonly { readonly now: Compared; readonly changes: readonly Difference[] }[]
  /** By area: that of the list, then its counties. */
  readonly sums: readonly { readonly area: string; readonly before: Sums; readonly after: Sums }[]
}

/**
 * Who came, who left, what changed, and what that does to the sums (mg a day, exact). An enterprise is the same by its
 * id; people are compared by their number, since a person who was replaced is nobody else's business.
 */
export function compareLists(city: string, before: readonly Compared[], after: readonly Compared[]): Comparison {
  const was = new Map(before.map((one) => [one.enterprise, one]))
  const is = new Map(after.map((one) => [one.enterprise, one]))
  return {
    came: after.filter(({ enterprise }) => !was.has(enterprise)),
    left: before.filter(({ enterprise }) => !is.has(enterprise)),
    changed: after.flatMap((now) => {
      const earlier = was.get(now.enterprise)
      const changes = earlier ? differences(earlier, now) : []
      return changes.length === 0 ? [] : [{ now, changes }]
    }),
    sums: sumsOf(city, before, after),
  }
}

function sumsOf(city: string, before: readonly Compared[], after: readonly Compared[]): Comparison['sums'] {
  const counties = [...new Set([...before, ...after].map(({ area }) => area))].sort()
  const inside = (area: string, rows: readonly Compared[]) => sum(rows.filter((row) => row.area === area))
  return [
    { area: city, before: sum(before), after: sum(after) },
    ...counties.map((area) => ({ area, before: inside(area, before), after: inside(area, after) })),
  ]
}

function sum(rows: readonly Compared[]): Sums {
  let base = NO_EMISSIONS
  const reduction = { yellow: NO_EMISSIONS, orange: NO_EMISSIONS, red: NO_EMISSIONS }
  for (const { entry } of rows) {
    base = addEmissions(base, entry.daily)
    for (const line of entry.lines)
      for (const level of LISTED_LEVELS)
        reduction[level] = addEmissions(reduction[level], line.measures[level]?.reduction ?? NO_EMISSIONS)
  }
  return { enterprises: rows.length, base, reduction }
}

function differences(before: Compared, after: Compared): Difference[] {
  const found: Difference[] = []
  const note = (
    what: string,
    was: string | null,
    is: string | null,
    line: string | null = null,
    level: ListedLevel | null = null,
  ) => {
    if (was !== is) found.push({ what, line, level, before: was, after: is })
  }
  const [was, is] = [before.entry, after.entry]
  note('name', was.name, is.name)
  note('county', was.county, is.county)
  note('township', was.township, is.township)
  note('zone', was.zone, is.zone)
  note('permit', was.permit, is.permit)
  note('industry', was.industry, is.industry)
  note('industryKind', was.industryKind, is.industryKind)
  note('industryCode', was.industryCode, is.industryCode)
  note('class', CLASS_ZH[was.class], CLASS_ZH[is.class])
  note('grade', GRADE_ZH[was.grade], GRADE_ZH[is.grade])
  note('gradeUntil', was.gradeUntil, is.gradeUntil)
  note('alsoRated', sayRated(was), sayRated(is))
  note('protection', sayProtection(was), sayProtection(is))
  note('stopCause', sayCause(was.stopCause), sayCause(is.stopCause))
  note('planDated', was.planDated, is.planDated)
  note('monitoring', sayMeans([...was.monitoring].sort()), sayMeans([...is.monitoring].sort()))
  note('cleanTransport', sayShare(was.cleanTransport), sayShare(is.cleanTransport))
  note('trucksADay', sayNumber(was.trucksADay), sayNumber(is.trucksADay))
  note('builder', was.builder?.name ?? null, is.builder?.name ?? null)
  for (const pollutant of EMITTED)
    note(EMITTED_NAME[pollutant], showKg(was.daily[pollutant]), showKg(is.daily[pollutant]))
  note('contacts', String(before.contacts), String(after.contacts))
  for (const [line, one, other] of paired(was.lines, is.lines)) {
    note('line', one?.name ?? null, other?.name ?? null, line)
    if (!one || !other) continue
    note('step', one.step, other.step, line)
    note('device', one.device, other.device, line)
    note('capacity', sayCapacity(one), sayCapacity(other), line)
    note('bases', sayBases(one), sayBases(other), line)
    note('interruptible', sayYes(one.interruptible), sayYes(other.interruptible), line)
    note('coupledTo', one.coupledTo.join('、') || null, other.coupledTo.join('、') || null, line)
    note('meanwhile', one.meanwhile, other.meanwhile, line)
    note('stopCause', sayCause(one.stopCause), sayCause(other.stopCause), line)
    note('safeStopHours', String(one.safeStopHours), String(other.safeStopHours), line)
    for (const pollutant of EMITTED)
      note(EMITTED_NAME[pollutant], showKg(one.daily[pollutant]), showKg(other.daily[pollutant]), line)
    for (const level of LISTED_LEVELS) {
      const [had, has] = [one.measures[level], other.measures[level]]
      note('measure', said(had), said(has), line, level)
      if (had && has) {
        note('noticeHours', String(had.noticeHours), String(has.noticeHours), line, level)
        note('means', sayMeans(had.means), sayMeans(has.means), line, level)
      }
      for (const pollutant of EMITTED)
        note(`reduction ${EMITTED_NAME[pollutant]}`, cut(had, pollutant), cut(has, pollutant), line, level)
    }
  }
  return found
}

/** Lines by their number, those of the earlier version first. */
function paired<R>(before: readonly Line<R>[], after: readonly Line<R>[]) {
  const is = new Map(after.map((line) => [line.number, line]))
  const was = new Map(before.map((line) => [line.number, line]))
  return [...new Set([...was.keys(), ...is.keys()])].map((number) => [number, was.get(number), is.get(number)] as const)
}

/** The typed measure where it is understood: the same duty in other words is no change. */
function said(listed: ListedMeasure<unknown> | undefined): string | null {
  return listed === undefined ? null : sayMeasure(listed.measure, listed.text).zh
}

function cut(listed: ListedMeasure<unknown> | undefined, pollutant: keyof Emissions): string | null {
  return listed === undefined ? null : showKg(listed.reduction[pollutant])
}

function sayMeans(means: readonly Means[]): string | null {
  return means.map((one) => MEANS_ZH[one]).join('、') || null
}

function sayShare(share: BasisPoints | null): string | null {
  return share === null ? null : `${showPercent(share)}%`
}

function sayNumber(count: number | null): string | null {
  return count === null ? null : String(count)
}

function sayYes(is: boolean): string {
  return is ? '是' : '否'
}

function sayCapacity({ capacity, capacityUnit }: Line<unknown>): string | null {
  return capacity === null ? null : `${capacity} ${capacityUnit ?? ''}`.trim()
}

/** In the order of their names: the order in a workbook is no change. */
function sayBases({ bases }: Line<unknown>): string | null {
  const all = Object.entries(bases).map(([name, value]) => `${name} ${value}`)
  return all.sort().join('；') || null
}

function sayProtection({ protection }: Entry): string | null {
  return protection && [protection.ground, protection.cap, protection.until ?? ''].join(' ').trim()
}

function sayCause(stopped: StopForCause | null): string | null {
  return stopped && [STOP_CAUSE_ZH[stopped.cause], stopped.deadline ?? '', stopped.from ?? ''].join(' ').trim()
}

function sayRated({ alsoRated = [] }: Pick<Entry, 'alsoRated'>): string | null {
  return alsoRated.map(({ industry, grade }) => `${industry} ${GRADE_ZH[grade]}`).join('；') || null
}
