import { LISTED_LEVELS, type ListedLevel } from '../model/enterprise.ts'
import { compareMeasures } from '../model/compareMeasures.ts'
import type { Measure } from '../model/measure.ts'
import { NO_EMISSIONS } from '../model/tonnes.ts'
import type { Clause } from '../rulebook/measures.ts'
import type { Standstill } from '../rotation/season.ts'
import { cellOf, hasCause, isBlacklisted, strictestLimitOf, type Asked } from './asked.ts'
import { applyTable, causeDraft, stricterDraft, type Cite, type Draft } from './draft.ts'
import type { Basis, Duty, Flag, Words } from './order.ts'

/** An order while it is being made. */
export interface Work {
  readonly of: Asked
  readonly basis: Basis
  readonly cite: Cite
  drafts: Draft[]
  /** A ban on transport for the whole enterprise. */
  transport: Duty | null
}

/** The rows and tables of a level, for the same footing. */
export type AtLevel = (level: ListedLevel) => Pick<Work, 'drafts' | 'transport'>

/** What holds beside the footing. Null where it does not concern this one. */
export interface Addition {
  readonly id:
    | 'zone'
    | 'blacklist'
    | 'processCause'
    | 'rotation'
    | 'cleanTransport'
    | 'agreement'
    | 'tightening'
    | 'allowance'
  readonly asks: Words
  add(work: Work, atLevel: AtLevel): Clause | null
}

/** Who goes by the rows of its list and table: a zone or the blacklist makes them those of a higher level. */
export const BY_ROWS: ReadonlySet<Basis> = new Set(['small', 'grade', 'listed'])
/** Who stands still already, or must not be made to. */
const LEFT_ALONE: ReadonlySet<Basis> = new Set(['heating', 'idle'])

/** Each of them only ever makes an order stricter. */
export const ADDITIONS: readonly Addition[] = [
  {
    id: 'zone',
    asks: { zh: '所在管控分区是否提级', en: 'is it in a zone where more is asked?' },
    add(work, atLevel) {
      const { entry, plan } = work.of
      const zone = BY_ROWS.has(work.basis) ? plan.rules.applying.zone(entry, plan.startDay) : null
      if (zone === null) return null
      const place = Math.min(LISTED_LEVELS.indexOf(plan.level) + zone.raise, LISTED_LEVELS.length - 1)
      raise(work, LISTED_LEVELS[place] ?? plan.level, zone.clause, atLevel)
      if (zone.transport) ban(work, [zone.transport], zone.clause)
      return zone.clause
    },
  },
  {
    id: 'blacklist',
    asks: { zh: '是否列入错峰生产“黑名单”', en: 'is it on the blacklist of staggered production?' },
    add(work, atLevel) {
      if (!isBlacklisted(work.of) || !BY_ROWS.has(work.basis)) return null
      const clause = work.of.plan.rules.applying.clause('blacklist')
      raise(work, 'red', clause, atLevel)
      return clause
    },
  },
  {
    id: 'processCause',
    asks: { zh: '有无工序因故停产', en: 'is one of its processes stopped for cause?' },
    add(work) {
      const { of, basis, cite } = work
      if (LEFT_ALONE.has(basis) || basis === 'stopForCause') return null
      const clause = of.plan.rules.applying.clause('process-cause')
      const stopped = of.entry.lines.filter(({ stopCause }) => hasCause(stopCause, of.plan))
      work.drafts = work.drafts.map((one) => {
        if (!stopped.includes(one.line)) return one
        const caused = causeDraft(one.line, clause, of.plan, cite)
        const limit = one.line.interruptible ? null : strictestLimitOf(of)
        if (limit) applyTable([caused], limit, cite, of.plan)
        const draft = stricterDraft(one, caused)
        const flags: Flag[] = ['processStopped', ...new Set([...draft.flags, ...caused.flags])]
        return { ...draft, binding: true, flags, clauses: [...new Set([...draft.clauses, cite(clause)])] }
      })
      return stopped.length > 0 ? clause : null
    },
  },
  {
    id: 'rotation',
    asks: { zh: '有无已批准的错峰停产', en: 'does a released season plan stop one of its lines?' },
    add(work) {
      const { of, basis, cite } = work
      if (LEFT_ALONE.has(basis)) return null
      let found: Clause | null = null
      for (const one of work.drafts) {
        const standstill = meeting(of, one.line.number)
        if (standstill === null) continue
        const { plan } = standstill
        found = { id: `rotation/${plan.id}`, document: plan.name, clause: '错峰停产', confidence: 'list' }
        // A line that the order stops first is told so once. One that stands still already is not ramped down again.
        const stopsFirst = one.action.measure.kind === 'stop' && one.binding && standstill.from > of.plan.startDay
        if (!stopsFirst) standStill(one, standstill, of, cite(found))
      }
      if (found) cite(of.plan.rules.applying.clause('rotation'))
      return found
    },
  },
  {
    id: 'cleanTransport',
    asks: { zh: '清洁运输比例是否达标', en: 'does its clean transport reach the share?' },
    add(work) {
      const { entry, plan } = work.of
      if (LEFT_ALONE.has(work.basis) || entry.cleanTransport === null) return null
      const asked = plan.rules.applying.cleanTransport(entry, plan.startDay)
      if (asked === null || entry.cleanTransport >= asked.least) return null
      work.cite(asked.clause)
      const clause = plan.rules.applying.clause('clean-transport')
      const known = transportsOf(work)
      if (known.length > 0) ban(work, known, clause)
      else if (work.transport === null) {
        const measure: Measure = { kind: 'other', type: '运输', value: null, unit: null }
        work.transport = { measure, words: '执行最严格的错峰运输要求', from: 'rule', clause: work.cite(clause) }
      }
      return clause
    },
  },
]

/** Each line takes the stricter of its duty at the warning's level and at the higher one. */
export function raise(work: Work, level: ListedLevel, clause: Clause, atLevel: AtLevel): void {
  if (level === work.of.plan.level) return
  const high = atLevel(level)
  const id = work.cite(clause)
  work.drafts = work.drafts.map((low, place) => {
    const other = high.drafts[place]
    const one = other ? stricterDraft(low, other) : low
    if (one === low) return low
    return {
      ...one,
      flags: one.flags.includes('raised') ? one.flags : [...one.flags, 'raised'],
      clauses: [...one.clauses, id],
    }
  })
  if (high.transport) ban(work, [high.transport.measure], clause)
}

/** The strictest of some bans, unless the order or one of its rows bans as much already. */
function ban(work: Work, bans: readonly Measure[], clause: Clause): void {
  const measure = bans.reduce((most, one) => (compareMeasures(one, most) === 'stricter' ? one : most))
  const rows = work.drafts.flatMap(({ action }) => (action.measure.kind === 'transport' ? [action.measure] : []))
  const held = work.transport ? [...rows, work.transport.measure] : rows
  if (held.some((own) => ['stricter', 'equal'].includes(compareMeasures(own, measure)))) return
  work.transport = { measure, words: '', from: 'rule', clause: work.cite(clause) }
}

/** Every ban on transport that the list or the table knows for this enterprise, at whatever level. */
function transportsOf({ of, drafts }: Work): Measure[] {
  const rows = drafts.flatMap(({ line }) => LISTED_LEVELS.flatMap((level) => line.measures[level]?.measure ?? []))
  const cells = LISTED_LEVELS.flatMap((level) => cellOf(of, level)?.cell.measures ?? [])
  return [...rows, ...cells].filter(({ kind }) => kind === 'transport')
}

/** The first standstill of a line that falls into the order: one is in force at its start, or begins before its known end. */
function meeting({ season, plan }: Asked, line: string): Standstill | null {
  let first: Standstill | null = null
  for (const one of season.standstills) {
    if (one.line !== line || one.until <= plan.startDay) continue
    const begins = one.from <= plan.startDay || (plan.ends !== null && plan.dayStarts(one.from) < plan.ends)
    if (begins && (first === null || one.from < first.from)) first = one
  }
  return first
}

function standStill(one: Draft, { from, until, plan }: Standstill, { plan: terms }: Asked, clause: string): void {
  const [begins, ends] = [terms.dayStarts(from), terms.dayStarts(until)]
  one.season = {
    plan: plan.name,
    from: begins <= terms.starts ? null : begins,
    until: terms.ends === null || ends < terms.ends ? ends : null,
    clause,
  }
  one.clauses.push(clause)
  // What stands still anyway through the whole order saves nothing by it: it is in neither base nor reduction.
  if (one.season.from === null && one.season.until === null) one.promised = NO_EMISSIONS
}
