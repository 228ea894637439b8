import type { Entry, Grade, Line } from '../model/enterprise.ts'
import { GROUND_ZH, type ExemptionGround } from '../model/exemption.ts'
import { addDays, type Day } from '../model/time.ts'
import type { RotationRule } from '../rulebook/rotation.ts'
import { sayFinding, type SeasonCode, type SeasonFinding } from './finding.ts'

/** One stretch of days in a season plan, for one line: from the first until, not including, the second. */
export interface Stretch {
  readonly line: string
  /** The line stands still, or only its load is lowered. */
  readonly how: 'stop' | 'lowerLoad'
  readonly from: Day
  readonly until: Day
}

/** What a season plan (错峰生产计划) says of one enterprise. */
export interface PlannedEnterprise {
  readonly creditCode: string
  readonly stretches: readonly Stretch[]
  /** Why it need not stagger, and what shows it. */
  readonly exemption: { readonly ground: ExemptionGround; readonly evidence: string } | null
  /** Why its process can't stand still the whole season; then the strictest rotation is enough. */
  readonly cannotStop: string | null
}

/** What a season's rule asks of an enterprise: stand still all season, some of it, or nothing; null where it says nothing. */
export type SeasonDuty = 'stop' | 'rotate' | 'exempt' | null

/**
 * By unfinished retrofit first, then by grade and by what an enterprise has shown for itself. Whoever should be rated
 * and is not counts as D. The blacklist takes the exemption away.
 */
export function seasonDuty(
  entry: Pick<Entry, 'grade' | 'industry' | 'stopCause'>,
  rule: RotationRule,
  { ground, blacklisted }: { ground: ExemptionGround | null; blacklisted: boolean },
): SeasonDuty {
  if (rule.unfinishedRetrofit && entry.stopCause?.cause === 'retrofitOverdue') return 'stop'
  const grade = entry.grade === 'shouldBeRated' ? 'D' : entry.grade
  const { stop, rotate, exempt } = rule.byGrade
  if (stop.includes(grade)) return 'stop'
  if (!blacklisted && (exempt.includes(grade) || (ground !== null && grants(rule, entry, ground)))) return 'exempt'
  return rotate.includes(grade) || exempt.includes(grade) ? 'rotate' : null
}

/** A grade that has run out when the plan is handed in is none: it counts as one that should be rated, as in an order. */
function gradeOn({ grade, gradeUntil, industry }: Entry, day: Day): Grade {
  return gradeUntil !== null && gradeUntil < day && industry !== 'other' ? 'shouldBeRated' : grade
}

function grants(rule: RotationRule, { industry, grade }: Pick<Entry, 'grade' | 'industry'>, ground: ExemptionGround) {
  return rule.exemptions.some(
    (one) =>
      one.ground === ground && (one.industries?.includes(industry) ?? true) && (one.grades?.includes(grade) ?? true),
  )
}

/** What a plan is held against. */
export interface SeasonContext {
  readonly rule: RotationRule
  /** The enterprises of the list in force that the plan names, by credit code. */
  readonly entries: ReadonlyMap<string, Entry>
  readonly blacklisted: ReadonlySet<string>
  /** The day on which the plan is handed in: days before it can no longer be asked for. */
  readonly asOf: Day
}

/** Holds a season plan against its rule, enterprise by enterprise and line by line. With an error it can't be released. */
export function checkSeasonPlan(plan: readonly PlannedEnterprise[], context: SeasonContext): SeasonFinding[] {
  const seen = new Set<string>()
  return plan.flatMap((one) => {
    const { creditCode } = one
    const found = (code: SeasonCode, line: string | null = null, detail = '') =>
      sayFinding(creditCode, line, code, detail)
    if (seen.has(creditCode)) return [found('enterprise-twice')]
    seen.add(creditCode)
    const entry = context.entries.get(creditCode)
    if (!entry) return [found('enterprise-unknown')]
    const faults = stretchFaults(one, entry, context, found)
    // What is wrong in itself is mended first: nothing is derived from it.
    return faults.length > 0
      ? faults
      : [...dutyFaults(one, entry, context, found), ...coupledFaults(one, entry, context, found)]
  })
}

type Found = (code: SeasonCode, line?: string | null, detail?: string) => SeasonFinding

/** Each stretch by itself. */
function stretchFaults(
  { stretches }: PlannedEnterprise,
  entry: Entry,
  { rule }: SeasonContext,
  found: Found,
): SeasonFinding[] {
  return stretches.flatMap((one, place) => {
    const { line, how, from, until } = one
    if (!entry.lines.some(({ number }) => number === line)) return [found('line-unknown', line)]
    if (from >= until || from < rule.from || until > rule.until)
      return [found('days-outside-season', line, `${from}—${until}`)]
    if (stretches.slice(0, place).some((other) => other.line === line && other.from < until && from < other.until))
      return [found('days-overlap', line, `${from}—${until}`)]
    return how === 'lowerLoad' && rule.byLine ? [found('load-instead-of-stop', line)] : []
  })
}

/** What its grade asks of the enterprise, and the days on which its industry stands still. */
function dutyFaults(one: PlannedEnterprise, entry: Entry, context: SeasonContext, found: Found): SeasonFinding[] {
  const { rule, blacklisted } = context
  const ground = one.exemption?.ground ?? null
  const listed = blacklisted.has(entry.creditCode)
  const duty = seasonDuty({ ...entry, grade: gradeOn(entry, context.asOf) }, rule, { ground, blacklisted: listed })
  const faults: SeasonFinding[] = []
  if (one.exemption && duty !== 'exempt')
    faults.push(found('exemption-not-given', null, GROUND_ZH[one.exemption.ground]))
  if (duty === null) faults.push(found('grade-not-named'))
  if (duty === 'exempt' || duty === null) return faults
  if (listed) faults.push(found('blacklisted'))
  if (duty === 'stop' && one.cannotStop !== null) faults.push(found('cannot-stop', null, one.cannotStop))
  const rotates = one.stretches.some(({ how }) => how === 'stop')
  if ((duty === 'rotate' || one.cannotStop !== null) && !rotates) faults.push(found('nothing-rotated'))
  const season = { from: rule.from, until: rule.until }
  const whole = duty === 'stop' && one.cannotStop === null
  const byIndustry = rule.windows.flatMap(({ industries, days }) => (industries.includes(entry.industry) ? days : []))
  for (const line of entry.lines) {
    // A process whose retrofit is unfinished stops as an enterprise would: 企业或工序.
    const overdue = rule.unfinishedRetrofit !== undefined && line.stopCause?.cause === 'retrofitOverdue'
    for (const days of whole || (overdue && one.cannotStop === null) ? [season] : byIndustry)
      if (!standsStill(one.stretches, line.number, days, context.asOf))
        faults.push(
          found(days === season ? 'whole-season-missing' : 'days-missing', line.number, `${days.from}—${days.until}`),
        )
  }
  return faults
}

/** Whether a line stands still on each of some days that are still to come. */
function standsStill(
  stretches: readonly Stretch[],
  line: string,
  { from, until }: { readonly from: Day; readonly until: Day },
  asOf: Day,
): boolean {
  let open = from < asOf ? asOf : from
  const own = stretches.filter((one) => one.line === line && one.how === 'stop')
  for (const one of own.toSorted((a, b) => (a.from < b.from ? -1 : 1)))
    if (one.from <= open && one.until > open) open = one.until
  return open >= until
}

/** Sinter, pellet and lime lines stagger at least in the share of the furnaces that they serve: days of lines counted. */
function coupledFaults(one: PlannedEnterprise, entry: Entry, { rule }: SeasonContext, found: Found): SeasonFinding[] {
  if (!rule.coupled) return []
  const { words } = rule.coupled
  const wordOf = ({ name, step, device }: Line<string>) =>
    words.find((word) => [name, step, device].some((text) => text.includes(word)))
  const groups = Map.groupBy(
    entry.lines.filter((line) => line.coupledTo.length > 0 && wordOf(line) !== undefined),
    (line) => `${wordOf(line)} ${[...line.coupledTo].sort().join()}`,
  )
  return [...groups.values()].flatMap((group) => {
    const served = entry.lines.filter(({ number }) => group[0]?.coupledTo.includes(number))
    const [own, theirs] = [lineDays(one.stretches, group), lineDays(one.stretches, served)]
    // own / group ≥ theirs / served, in whole numbers.
    if (own * served.length >= theirs * group.length) return []
    const detail = `${own}/${group.length} < ${theirs}/${served.length}`
    return group.map(({ number }) => found('coupled-share-short', number, detail))
  })
}

/** Days on which lines stand still, each line's counted by itself. */
function lineDays(stretches: readonly Stretch[], lines: readonly Line<string>[]): number {
  return stretches
    .filter(({ line, how }) => how === 'stop' && lines.some(({ number }) => number === line))
    .reduce((sum, { from, until }) => sum + daysFrom(from, until), 0)
}

function daysFrom(from: Day, until: Day): number {
  return (Date.parse(until) - Date.parse(from)) / 86_400_000
}

/** One stop or start of a line as it was reported (台账). */
export interface Reported {
  readonly enterprise: string
  readonly line: string
  readonly kind: 'stopped' | 'started'
  readonly day: Day
}

/** A planned standstill of one line, in its county. */
export interface PlannedStandstill {
  readonly enterprise: string
  readonly county: string
  readonly line: string
  readonly from: Day
  readonly until: Day
}

/** How far a county's season plan was carried out up to a day (错峰生产落实情况): days of lines. */
export interface CountyResult {
  readonly county: string
  readonly enterprises: number
  readonly planned: number
  /** Reported as standing still. */
  readonly held: number
  /** Reported as running. */
  readonly broken: number
  /** Nothing was reported. */
  readonly unreported: number
}

/**
 * The result of each county, up to and with a day. A line holds a day on which its last report says that it stopped and
 * on which it was not started; the day of the stop counts.
 */
export function rotationResults(
  planned: readonly PlannedStandstill[],
  reports: readonly Reported[],
  upTo: Day,
): CountyResult[] {
  const byLine = Map.groupBy(reports, ({ enterprise, line }) => `${enterprise} ${line}`)
  const counties = [...Map.groupBy(planned, ({ county }) => county)].sort(([a], [b]) => (a < b ? -1 : 1))
  return counties.map(([county, all]) => {
    const sums = { planned: 0, held: 0, broken: 0, unreported: 0 }
    for (const { enterprise, line, from, until } of all) {
      const own = (byLine.get(`${enterprise} ${line}`) ?? []).toSorted((a, b) => (a.day < b.day ? -1 : 1))
      for (let day = from; day < until && day <= upTo; day = addDays(day, 1)) {
        const told = own.filter((report) => report.day <= day)
        const last = told.at(-1)
        const started = told.some((report) => report.day === day && report.kind === 'started')
        sums.planned++
        sums[last === undefined ? 'unreported' : last.kind === 'started' || started ? 'broken' : 'held']++
      }
    }
    return { county, enterprises: new Set(all.map(({ enterprise }) => enterprise)).size, ...sums }
  })
}
