import { DEPARTMENTS, type DepartmentKind } from '../../model/department.ts'
import type { Id } from '../../model/id.ts'
import type { WarningLevel } from '../../model/level.ts'
import { addDays, addMinutes, dayOf, startOfDay, type Instant } from '../../model/time.ts'
import { sayBan } from '../../model/vehicles.ts'
import type { Words } from '../../plan/order.ts'
import { tasksAt, type TaskBook, type TaskRule } from '../../rulebook/taskForms.ts'

/** What a warning is, as far as departments are concerned. */
export interface Ground {
  /** Whose measures hold: stricter than the level's own where they were raised (提级措施). */
  readonly measures: WarningLevel
  readonly signedAt: Instant
  readonly startsAt: Instant
  readonly endsAt: Instant | null
  /** 暂停: since when its measures rest; null where they do not. */
  readonly restsFrom: Instant | null
}

/** What a task says, as it was given out (任务内容). */
export interface TaskContent {
  readonly title: Words
  readonly what: Words
  /** What holds until it begins. */
  readonly meanwhile: Words | null
  /** Signed so early that nothing is changed any more for its first day. */
  readonly certain: boolean
  readonly evidence: Words
  readonly level: WarningLevel
  readonly basis: Basis
}

/** By which clause, and how sure that is. */
export interface Basis {
  readonly book: string
  readonly document: string | null
  readonly clause: string | null
  readonly borrowedFrom: string | null
  /** 本系统自定: this engine's own reading. */
  readonly design: boolean
}

/** A task that is asked of a kind of department in an area. */
export interface AskedTask {
  readonly area: string
  readonly kind: DepartmentKind
  readonly rule: string
  readonly content: TaskContent
  readonly begins: Instant
  readonly ends: Instant | null
  readonly rests: Instant | null
  readonly reportBy: Instant
}

/** A place whose departments are asked: the warning's own, or a county in it. */
export interface AskedArea {
  readonly code: string
  readonly as: 'city' | 'county'
}

/** The most trucks a day that an area has set for a level (货车总量); null where it has set none. */
export type QuotaOf = (area: string, level: WarningLevel) => number | null

/** Everything that a warning asks of departments. */
export function askedTasks(
  book: TaskBook,
  ground: Ground,
  areas: readonly AskedArea[],
  quotaOf: QuotaOf = () => null,
): AskedTask[] {
  return tasksAt(book, ground.measures).flatMap((rule) =>
    areas.flatMap(({ code, as }) => {
      if (!rule.by.includes(as)) return []
      const { begins, meanwhile, certain } = beginOf(rule, ground)
      // What would begin after the end is not asked at all.
      if (ground.endsAt !== null && begins >= ground.endsAt) return []
      const quota = quotaOf(code, ground.measures)
      const content = contentOf(book, rule, ground.measures, { meanwhile, certain, quota })
      const reportBy = addMinutes(begins, rule.reportMinutes)
      const span = { begins, ends: ground.endsAt, rests: ground.restsFrom }
      return [{ area: code, kind: rule.department, rule: rule.id, content, ...span, reportBy }]
    }),
  )
}

/** When a task begins: with the response, at the signature, or with the day for which it was signed early enough. */
export function beginOf(
  { begins, cutOff }: Pick<TaskRule, 'begins' | 'cutOff'>,
  { signedAt, startsAt }: Pick<Ground, 'signedAt' | 'startsAt'>,
): { begins: Instant; meanwhile: Words | null; certain: boolean } {
  const from = begins === 'signature' || startsAt < signedAt ? signedAt : startsAt
  if (cutOff === undefined) return { begins: from, meanwhile: null, certain: false }
  const first = dayOf(startsAt < signedAt ? signedAt : startsAt)
  const inTime = signedAt < startOfDay(first, cutOff.signedBeforeHour)
  const day = inTime ? first : addDays(first, 1)
  const midnight = startOfDay(day)
  const certain =
    cutOff.certainFromHour !== undefined && signedAt < startOfDay(addDays(day, -1), cutOff.certainFromHour)
  // Signed in the small hours: it begins with that day, of which some has passed.
  return { begins: midnight < signedAt ? signedAt : midnight, meanwhile: inTime ? null : cutOff.meanwhile, certain }
}

function contentOf(
  book: TaskBook,
  rule: TaskRule,
  level: WarningLevel,
  { meanwhile, certain, quota }: { meanwhile: Words | null; certain: boolean; quota: number | null },
): TaskContent {
  const bans = rule.bans.map(sayBan)
  const trucks = !rule.quota
    ? []
    : quota === null
      ? [{ zh: '每日配额由本级另行确定并通知', en: 'the daily number is set and told apart' }]
      : [{ zh: `每日配额 ${quota} 车次（本级设定）`, en: `at most ${quota} trips a day (set by the area itself)` }]
  const more = [...bans, ...trucks]
  return {
    title: rule.title,
    what: {
      zh: [rule.what.zh, ...more.map(({ zh }) => `${zh}。`)].join(''),
      en: [rule.what.en, ...more.map(({ en }) => `${en[0]?.toUpperCase()}${en.slice(1)}.`)].join(' '),
    },
    meanwhile,
    certain,
    evidence: rule.evidence,
    level,
    basis: {
      book: book.id,
      document: rule.source?.document ?? null,
      clause: rule.source?.clause ?? null,
      borrowedFrom: rule.borrowedFrom ?? null,
      design: rule.status === 'design',
    },
  }
}

/** A task that lives. */
export interface HeldTask {
  readonly id: Id
  readonly area: string
  readonly rule: string
  readonly begins: Instant
  readonly ends: Instant | null
  readonly rests: Instant | null
  readonly reportBy: Instant
}

export interface TaskChanges {
  readonly issue: readonly AskedTask[]
  /** Those that stand on with another beginning or end, or that rest, or hold again. */
  readonly move: readonly { readonly held: HeldTask; readonly asked: AskedTask }[]
  readonly release: readonly HeldTask[]
}

/**
 * What has to happen so that exactly what is asked for lives: new tasks are given out, those that stand on are not given
 * out again but told a new span, those that nobody asks for any more are released. Nothing where it is so already.
 */
export function changesOf(held: readonly HeldTask[], asked: readonly AskedTask[], now: Instant): TaskChanges {
  const living = new Map(held.map((one) => [keyOf(one), one]))
  const wanted = new Set(asked.map(keyOf))
  return {
    issue: asked.filter((one) => !living.has(keyOf(one))),
    move: asked.flatMap((one) => {
      const own = living.get(keyOf(one))
      if (own === undefined) return []
      // What has begun has begun: a later signature neither begins it anew nor asks for its report again.
      const stands = own.begins <= now ? { ...one, begins: own.begins, reportBy: own.reportBy } : one
      const same = stands.begins === own.begins && stands.ends === own.ends && stands.rests === own.rests
      return same ? [] : [{ held: own, asked: stands }]
    }),
    release: held.filter((one) => !wanted.has(keyOf(one))),
  }
}

function keyOf({ area, rule }: { readonly area: string; readonly rule: string }): string {
  return `${area} ${rule}`
}

/** What a task is called on lists and in refusals. */
export function nameOfTask(warning: string, { kind, content }: Pick<AskedTask, 'kind' | 'content'>): string {
  return `${warning} ${DEPARTMENTS[kind].zh} ${content.title.zh}`
}

/** Counts of the same things together. */
export function countBy(some: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const counts of some) for (const [key, count] of Object.entries(counts)) total[key] = (total[key] ?? 0) + count
  return total
}
