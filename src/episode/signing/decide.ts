import type { Change } from '../../../machines/warning.ts'
import { mayFrom } from '../../../machines/warningContext.ts'
import { LEVEL_ZH, RESPONSE_ZH } from '../../model/level.ts'
import type { Id } from '../../model/id.ts'
import type { Stage } from '../../model/stage.ts'
import { addMinutes, showInstant, type Instant } from '../../model/time.ts'
import type { Approval } from '../../rulebook/books.ts'

/** An approver's own rank lent to another while he is away (委托代签), as far as a signature depends on it. */
export interface Granted {
  readonly id: Id
  readonly rank: number
}

/** By what right somebody signs: the rank that counts, and for which one he stands in. */
export interface Authority {
  readonly rank: number
  readonly deputyFor: number | null
  readonly delegation: Id | null
}

/**
 * By what right an officer of a rank may sign a change: his own; another's who is away and asked him to; or that of a
 * signer who let the hour pass, once he was called in for him. Null: none.
 */
export function authorityOf(change: Change, rank: number, granted: readonly Granted[]): Authority | null {
  if (rank >= change.rank) return { rank, deputyFor: null, delegation: null }
  const lent = granted.find((one) => one.rank >= change.rank)
  if (lent) return { rank: lent.rank, deputyFor: lent.rank, delegation: lent.id }
  return rank >= mayFrom(change) ? { rank, deputyFor: change.rank, delegation: null } : null
}

/** Who brought a change before its signer: whoever called for it, and whoever concluded the consultation. */
export interface Bringers {
  readonly proposed: string | null
  readonly concluded: string | null
}

/**
 * Two persons for every order (双人): whoever called for a change, or concluded on it, neither signs it nor enters a
 * signature that only he has heard. Otherwise one officer alone at night could stop every furnace of a city by saying that
 * the mayor had nodded on the telephone.
 */
export function broughtItself({ proposed, concluded }: Bringers, officer: Id): boolean {
  return [proposed, concluded].includes(`user:${officer}`)
}

/** What happens when a signer is silent: he is given time, another is called in, or there is nobody left. */
export type Relief = { readonly calls: number | null; readonly until: Instant } | null

/**
 * @param conferredAt the end of the consultation: where it came late, the signer has his own time from there
 * @param minutes how long a signature may take
 */
export function nextRelief(
  change: Change,
  { reliefs }: Pick<Approval, 'reliefs'>,
  conferredAt: Instant | null,
  minutes: number,
  now: Instant,
): Relief {
  const climbed = change.relieved?.length ?? 0
  const own = conferredAt === null ? now : addMinutes(conferredAt, minutes)
  if (climbed === 0 && own > now) return { calls: null, until: own }
  const next = reliefs.chains.find(({ of }) => of === change.rank)?.next[climbed]
  return next === undefined ? null : { calls: next.rank, until: addMinutes(now, next.minutes) }
}

const KIND_ZH: Readonly<Record<Change['kind'], string>> = {
  issue: '启动',
  raise: '升级',
  lower: '降级',
  extend: '延长',
  move: '改期',
  suspend: '暂停',
  resume: '恢复',
  lift: '解除',
}

/** A change as somebody read it and names it again. */
export interface ReadChange extends Pick<Change, 'kind' | 'level' | 'startsAt' | 'endsAt'> {
  readonly measures?: Change['level'] | undefined
  readonly resumeBy?: Instant | undefined
  readonly stages?: readonly Stage[] | undefined
}

/** What is different between the change that somebody read and the one that waits now; empty where nothing is. */
export function differences(read: ReadChange, present: ReadChange): { zh: string; en: string }[] {
  const rows: [string, string, (change: ReadChange) => string][] = [
    ['事项', 'kind', ({ kind }) => KIND_ZH[kind]],
    ['级别', 'level', ({ level }) => `${LEVEL_ZH[level]}（${RESPONSE_ZH[level]}响应）`],
    ['措施', 'measures', ({ level, measures = level }) => LEVEL_ZH[measures]],
    ['开始', 'start', ({ startsAt }) => minute(startsAt)],
    ['结束', 'end', ({ endsAt }) => (endsAt === null ? '另行通知' : minute(endsAt))],
    ['最迟恢复', 'resumeBy', ({ resumeBy = null }) => (resumeBy === null ? '未定' : minute(resumeBy))],
    ['分阶段', 'stages', ({ stages = [] }) => (stages.length === 0 ? '无' : `${stages.length} 段`)],
  ]
  const found = rows.flatMap(([zh, en, of]) => {
    const [before, after] = [of(read), of(present)]
    return before === after ? [] : [{ zh: `${zh}由${before}改为${after}`, en: `${en}: ${before} is now ${after}` }]
  })
  const stages = (change: ReadChange) =>
    (change.stages ?? []).map(({ at, counties, industries }) => [at, ...counties, '', ...industries].join()).join(';')
  if (found.length > 0 || stages(read) === stages(present)) return found
  return [{ zh: '分阶段安排有改动', en: 'the stages are others' }]
}

/** `2026-11-30 22:14`, as the wall clock of the jurisdiction shows it. */
export function minute(at: Instant): string {
  return showInstant(at).slice(0, 16).replace('T', ' ')
}

/** How a signature is called wherever it is shown (签发方式). */
export const MODE: Readonly<Record<'system' | 'paper' | 'telephone', { zh: string; en: string }>> = {
  system: { zh: '系统签发', en: 'in the system' },
  paper: { zh: '纸质签发', en: 'on paper' },
  telephone: { zh: '电话同意', en: 'by telephone' },
}
