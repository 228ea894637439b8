import { createHash } from 'node:crypto'
import type { Id } from '../model/id.ts'
import type { WarningLevel } from '../model/level.ts'
import type { OrderContent, Words } from '../plan/order.ts'
import type { InspectionProcedure } from '../rulebook/inspection.ts'
import type { Outcome } from '../verification/verdict.ts'

/** An enterprise under orders that may be visited on a day. */
export interface Candidate {
  readonly enterprise: Id
  readonly name: string
  readonly area: string
  /** Township, by which a day is gone through. */
  readonly place: string
  /** What its order promises to save a day, in whole kg over all pollutants. */
  readonly kg: number
  /** The worst verdict of its lines, and where it stands; null while there is none. */
  readonly verdict: { readonly id: Id; readonly line: string; readonly outcome: Outcome } | null
  /** Findings that were upheld in the last year. */
  readonly findings: number
  /** On the positive list (正面清单): not drawn, and visited only where a verdict or the risk calls for it. */
  readonly positive: boolean
}

/** A visit that is to be made (核查任务). */
export interface PlannedVisit extends Candidate {
  readonly cause: 'verdict' | 'risk' | 'random'
  readonly why: Words
}

const SAY: Record<Outcome, Words> = {
  notCompliant: { zh: '核查结论为未落实', en: 'its verdict is that the measures were not taken' },
  doubtful: { zh: '核查结论存疑', en: 'its verdict is in doubt' },
  insufficient: { zh: '证据不足', en: 'there is not enough evidence' },
  compliant: { zh: '核查结论为已落实', en: 'its verdict is that the measures were taken' },
}

/** Tonnes × doubt × history: what may be lost there unseen. Whole numbers, only to be compared. */
export function riskOf({ risk }: InspectionProcedure, { kg, verdict, findings }: Candidate): number {
  const history = 100 + risk.eachFinding * Math.min(findings, risk.most)
  return kg * risk.doubt[verdict?.outcome ?? 'none'] * history
}

/** Who is drawn of a pool by a seed: anybody with both finds the same, whatever order the pool comes in. */
export function drawn(pool: readonly Id[], count: number, seed: string): Id[] {
  const place = (id: Id) => createHash('sha256').update(`${seed} ${id}`).digest('hex')
  return [...new Set(pool)]
    .map((id) => ({ id, place: place(id) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id)
}

/** How many are drawn of a pool at a level: at least one where there is anybody. */
export function drawCount({ random }: InspectionProcedure, level: WarningLevel, pool: number): number {
  return Math.ceil((pool * random.percent[level]) / 100)
}

/**
 * The visits of a day: where a verdict calls for one, then where most may be lost unseen, `most` in all; and beside them
 * whoever is drawn of the rest.
 */
export function visitsOf(
  procedure: InspectionProcedure,
  candidates: readonly Candidate[],
  { most, level, seed }: { readonly most: number; readonly level: WarningLevel; readonly seed: string },
): { readonly visits: readonly PlannedVisit[]; readonly pool: readonly Id[]; readonly drawn: readonly Id[] } {
  const ranked = [...candidates].sort(
    (a, b) =>
      Number(calls(b)) - Number(calls(a)) ||
      riskOf(procedure, b) - riskOf(procedure, a) ||
      (a.enterprise < b.enterprise ? -1 : 1),
  )
  const chosen = ranked.slice(0, most).map((one): PlannedVisit => {
    if (one.verdict !== null && calls(one)) return { ...one, cause: 'verdict', why: SAY[one.verdict.outcome] }
    return { ...one, cause: 'risk', why: sayRisk(one) }
  })
  const left = ranked.slice(most).filter(({ positive }) => !positive)
  const pool = left.map(({ enterprise }) => enterprise).sort()
  const ids = drawn(pool, drawCount(procedure, level, pool.length), seed)
  const byId = new Map(candidates.map((one) => [one.enterprise, one]))
  const random = ids.flatMap((id): PlannedVisit[] => {
    const one = byId.get(id)
    return one === undefined ? [] : [{ ...one, cause: 'random', why: { zh: '随机抽查', en: 'drawn at random' } }]
  })
  return { visits: [...chosen, ...random], pool, drawn: ids }
}

function calls({ verdict }: Candidate): boolean {
  return verdict !== null && verdict.outcome !== 'compliant'
}

function sayRisk({ kg, findings }: Candidate): Words {
  const before =
    findings === 0
      ? { zh: '', en: '' }
      : { zh: `，近一年已认定问题 ${findings} 项`, en: `, ${findings} findings in the last year` }
  return { zh: `承诺减排量 ${kg} 千克/日${before.zh}`, en: `it promises ${kg} kg a day${before.en}` }
}

/** Somebody who goes there (核查人员), and where that person works. */
export interface Inspector {
  readonly id: Id
  readonly area: string
}

export interface Stop {
  readonly id: Id
  readonly area: string
  readonly place: string
}

/**
 * Shares the visits of a day out (派单): in order of place, each inspector a piece of the way, none with two more than
 * another. Crossed (异地交叉), nobody is sent where that person works; what nobody may be sent to is left.
 */
export function shareOut(stops: readonly Stop[], inspectors: readonly Inspector[], crossed: boolean): Map<Id, Id> {
  const given = new Map<Id, Id>()
  const upTo = (n: number) => Math.floor((n * stops.length) / inspectors.length)
  const left = new Map(inspectors.map(({ id }, n) => [id, upTo(n + 1) - upTo(n)]))
  const room = ({ id }: Inspector) => left.get(id) ?? 0
  let last: Inspector | undefined
  for (const stop of byPlace(stops)) {
    const able = inspectors.filter(({ area }) => !crossed || area !== stop.area)
    // Whoever is on the way goes on; two who took turns would both drive all of it.
    const goesOn = last !== undefined && able.includes(last) && room(last) > 0
    const most = Math.max(...able.map(room))
    last = goesOn ? last : able.find((one) => room(one) === most)
    if (last === undefined) continue
    given.set(stop.id, last.id)
    left.set(last.id, room(last) - 1)
  }
  return given
}

/** By county and township, then as they came. */
export function byPlace<T extends Stop>(stops: readonly T[]): T[] {
  const key = ({ area, place, id }: Stop) => `${area} ${place} ${id}`
  return [...stops].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** One thing that is looked at (核查项). */
export interface CheckItem {
  readonly id: string
  /** Of which line; empty for the whole enterprise. */
  readonly line: string
  readonly say: Words
}

/** What is asked at a plant (核查单): each line by the very words of its order, then what is asked everywhere. */
export function checklistOf({ checks }: InspectionProcedure, content: OrderContent | null): CheckItem[] {
  const lines = (content?.lines ?? []).map(({ line, name, say }, n): CheckItem => {
    // The words of the order begin with the line's name, which mostly bears its number.
    const which = name.includes(line) ? '' : `${line} `
    return { id: `line${n + 1}`, line, say: { zh: `${which}${say.zh}`, en: `${which}${say.en}` } }
  })
  const transport = content?.transport ?? null
  const gate: CheckItem[] = transport === null ? [] : [{ id: 'transport', line: '', say: transport.say }]
  return [...lines, ...gate, ...checks.map(({ id, zh, en }): CheckItem => ({ id, line: '', say: { zh, en } }))]
}

/** What an inspector says of one of them. */
export const ANSWERS = ['yes', 'no', 'notSeen'] as const
export type Answer = (typeof ANSWERS)[number]

/** A visit as it was written down at the plant (现场核查记录). */
export interface Seen {
  readonly answers: readonly { readonly id: string; readonly answer: Answer; readonly remark: string | null }[]
  /** What each line was seen to do. */
  readonly lines: readonly { readonly line: string; readonly shows: 'running' | 'stopped' | 'unclear' }[]
  readonly outcome: 'compliant' | 'notCompliant' | 'unclear' | 'refused'
  /** Of `notCompliant`: what kind of finding, and in words. */
  readonly finding: { readonly kind: string; readonly text: string } | null
  readonly signed: {
    readonly inspector: string
    /** Who was there for the plant; null where that person refused to sign, and then why. */
    readonly plant: string | null
    readonly refusedBecause: string | null
  }
}

/** Why a record can not be taken; null where it can. */
export function faultOfSeen(
  checklist: readonly CheckItem[],
  seen: Seen,
): 'unanswered' | 'unknownItem' | 'noFinding' | 'saysNo' | 'unsigned' | null {
  const known = new Set(checklist.map(({ id }) => id))
  if (seen.answers.some(({ id }) => !known.has(id))) return 'unknownItem'
  const answered = new Set(seen.answers.map(({ id }) => id))
  if (seen.outcome !== 'refused' && checklist.some(({ id }) => !answered.has(id))) return 'unanswered'
  if ((seen.outcome === 'notCompliant') !== (seen.finding !== null)) return 'noFinding'
  if (seen.outcome === 'compliant' && seen.answers.some(({ answer }) => answer === 'no')) return 'saysNo'
  const { inspector, plant, refusedBecause } = seen.signed
  return inspector === '' || (plant === null) === (refusedBecause === null) ? 'unsigned' : null
}
