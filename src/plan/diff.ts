import type { Entry } from '../model/enterprise.ts'
import { isAbove, LEVEL_ZH } from '../model/level.ts'
import { compareMeasures, type Comparison } from '../model/compareMeasures.ts'
import { sameMeasure } from '../model/measure.ts'
import type { Instant } from '../model/time.ts'
import type { Change, Duty, Flag, LineOrder, OrderContent, SeasonDuty } from './order.ts'
import { sayDuty, sayDuties, sayInstant, sayLine } from './wording.ts'

/**
 * The next content of an enterprise's order as a revision of the one that it holds: what changed stands first, and a
 * line that goes on doing the same keeps the instant from which it does, so that nobody ramps down twice.
 * @param now when the revision is given: a start that was still ahead then and comes later is put off.
 */
export function revise(previous: OrderContent, next: OrderContent, entry: Entry, now = next.starts): OrderContent {
  const held = new Map(previous.lines.map((line) => [line.line, line]))
  // What rested begins anew, with a notice of its own; so does what is put off.
  const rests = previous.suspended !== undefined || next.suspended !== undefined
  const lines = next.lines.map((line) => {
    const before = rests || isPutOff(previous, next, now) ? undefined : held.get(line.line)
    return before && sameDuties(before, line) && before.starts <= next.starts ? goesOn(before, line, next, entry) : line
  })
  const revised = { ...next, lines }
  return { ...revised, changes: changesBetween(previous, revised, now) }
}

/** Whether a revision would tell an enterprise anything new. */
export function nothingChanged(revised: OrderContent): boolean {
  return revised.changes.length === 0
}

/** What changed for one enterprise from one content to the next; empty when nothing did. */
export function changesBetween(before: OrderContent, after: OrderContent, now = after.starts): Change[] {
  return [
    ...wholeChanges(before, after, now),
    ...restChanges(before, after),
    ...lineChanges(before, after),
    ...transportChanges(before, after),
  ]
}

function goesOn(before: LineOrder, line: LineOrder, next: OrderContent, entry: Entry): LineOrder {
  // Until its start has come the earlier notice still runs: its ramp-down stays as it was told.
  const continues = before.continues || before.starts < next.starts
  const flags: Flag[] = line.flags.filter((flag) => flag !== 'noticeShort')
  if (before.flags.includes('noticeShort')) flags.push('noticeShort')
  const { level, basis, enterprise } = next
  const kept = {
    ...line,
    starts: before.starts,
    rampDownFrom: continues ? null : before.rampDownFrom,
    continues,
    flags,
  }
  const cited = next.clauses.filter(({ id }) => kept.clauses.includes(id))
  return { ...kept, say: sayLine(kept, entry, { level, basis, counted: enterprise.counted ?? null }, cited) }
}

function wholeChanges(before: OrderContent, after: OrderContent, now: Instant): Change[] {
  const changes: Change[] = []
  const change = (kind: Change['kind'], zh: string, en: string) => changes.push({ kind, line: null, say: { zh, en } })
  if (before.level !== after.level) {
    const up = isAbove(after.level, before.level)
    const same = after.lines.every((line) =>
      before.lines.some((held) => held.line === line.line && sameDuties(held, line)),
    )
    change(
      'level',
      `预警级别由${LEVEL_ZH[before.level]}${up ? '升为' : '降为'}${LEVEL_ZH[after.level]}${same ? '，本企业措施不变' : ''}`,
      `the level ${up ? 'rises' : 'falls'} from ${before.level} to ${after.level}${same ? '; your measures stay as they are' : ''}`,
    )
  }
  const measures = [before.measures ?? before.level, after.measures ?? after.level] as const
  if (before.level === after.level && measures[0] !== measures[1])
    change(
      'measures',
      `预警级别不变（${LEVEL_ZH[after.level]}），措施由${LEVEL_ZH[measures[0]]}级别改为按${LEVEL_ZH[measures[1]]}级别执行`,
      `the level stays ${after.level}; its measures are those of ${measures[1]} instead of ${measures[0]}`,
    )
  // A new level starts at its own instant; without one another start is news in itself, but not where it has only passed.
  const moved = isPutOff(before, after, now) || after.starts < before.starts
  if (before.level === after.level && !before.suspended && !after.suspended && moved) {
    const [from, to] = [sayInstant(before.starts), sayInstant(after.starts)]
    change('starts', `起始时间由 ${from.zh}改为 ${to.zh}`, `the start moves from ${from.en} to ${to.en}`)
  }
  if (before.ends !== after.ends) {
    const to = after.ends === null ? { zh: '另行通知', en: 'further notice' } : sayInstant(after.ends)
    const longer = after.ends === null || (before.ends !== null && after.ends > before.ends)
    change('ends', `${longer ? '延长至' : '提前至'} ${to.zh}`, `${longer ? 'extended to' : 'shortened to'} ${to.en}`)
  }
  if (before.basis !== after.basis) change('basis', after.summary.zh, after.summary.en)
  return changes
}

/** A start that had not come is later now. */
function isPutOff(before: OrderContent, after: OrderContent, now: Instant): boolean {
  return before.starts > now && after.starts > before.starts
}

/** That the measures rest, or hold again: then every line is told with its own hour. */
function restChanges({ suspended: before }: OrderContent, after: OrderContent): Change[] {
  if (after.suspended && after.suspended.from !== before?.from) {
    const from = sayInstant(after.suspended.from)
    const say = {
      zh: `${from.zh}起暂停执行，此前继续执行；指令仍然有效，恢复时另行通知`,
      en: `it rests from ${from.en} and holds until then; the order stands, and you will be told when it holds again`,
    }
    return [{ kind: 'suspended', line: null, say }]
  }
  if (!before || after.suspended) return []
  const from = sayInstant(after.starts)
  const say = { zh: `${from.zh}起恢复执行`, en: `the order holds again from ${from.en}` }
  return [
    { kind: 'resumed', line: null, say },
    ...after.lines.map((line): Change => ({ kind: 'resumed', line: line.line, say: line.say })),
  ]
}

function lineChanges(before: OrderContent, after: OrderContent): Change[] {
  const changes: Change[] = []
  const held = new Map(before.lines.map((line) => [line.line, line]))
  for (const line of after.lines) {
    const old = held.get(line.line)
    held.delete(line.line)
    if (!old) changes.push({ kind: 'added', line: line.line, say: line.say })
    else if (!sameDuties(old, line)) changes.push(changed(old, line))
    else if (old.starts !== line.starts && before.level !== after.level) {
      const to = sayInstant(line.starts)
      changes.push({
        kind: 'starts',
        line: line.line,
        say: { zh: `${line.name}：起始时间改为 ${to.zh}`, en: `${line.name}: now from ${to.en}` },
      })
    }
  }
  for (const old of held.values())
    changes.push({
      kind: 'removed',
      line: old.line,
      say: {
        zh: `${old.name}：不再执行${sayDuties(old).zh}`,
        en: `${old.name}: no longer ${sayDuties(old).en}`,
      },
    })
  return changes
}

function changed(old: LineOrder, line: LineOrder): Change {
  const [was, now] = [sayDuties(old), sayDuties(line)]
  const stands = compareLines(line, old)
  const kind = stands === 'stricter' ? 'stricter' : stands === 'weaker' ? 'milder' : 'different'
  return {
    kind,
    line: line.line,
    say: {
      zh: `${line.name}：由“${was.zh}”改为“${now.zh}”`,
      en: `${line.name}: instead of “${was.en}” now “${now.en}”`,
    },
  }
}

/** How what a line does now stands to what it did: one set of duties is at least the other if it covers each of it. */
export function compareLines(now: LineOrder, was: LineOrder): Comparison {
  if (now.binding !== was.binding) return now.binding ? 'stricter' : 'weaker'
  const [least, most] = [covers(now, was), covers(was, now)]
  return least ? (most ? 'equal' : 'stricter') : most ? 'weaker' : 'notComparable'
}

function covers(a: LineOrder, b: LineOrder): boolean {
  return duties(b).every((duty) =>
    duties(a).some((own) => ['stricter', 'equal'].includes(compareMeasures(own.measure, duty.measure))),
  )
}

/** While the season plan stops it through the whole order, the line does what a stop does. */
function duties({ action, also, season }: LineOrder): Pick<Duty, 'measure'>[] {
  const stands = season !== undefined && season.from === null && season.until === null
  return [action, ...(also ? [also] : []), ...(stands ? [{ measure: { kind: 'stop' } } as const] : [])]
}

function transportChanges({ transport: before }: OrderContent, { transport: after }: OrderContent): Change[] {
  if (!before && !after) return []
  if (before && after && sameMeasure(before.duty.measure, after.duty.measure)) return []
  const say = after?.say ?? { zh: '不再限制运输', en: 'transport is free again' }
  return [{ kind: 'transport', line: null, say: { zh: `运输：${say.zh}`, en: `transport: ${say.en}` } }]
}

function sameDuties(a: LineOrder, b: LineOrder): boolean {
  return (
    a.binding === b.binding &&
    sameDuty(a.action, b.action) &&
    sameDuty(a.also, b.also) &&
    sameSeason(a.season, b.season)
  )
}

/** That an order which began later finds the line standing already is no news. */
function sameSeason(a: SeasonDuty | undefined, b: SeasonDuty | undefined): boolean {
  if (!a || !b) return a === b
  return a.plan === b.plan && a.until === b.until
}

function sameDuty(a: Duty | null, b: Duty | null): boolean {
  if (!a || !b) return a === b
  // What is said carries the figures: 2,000 t instead of 2,500 t is another duty under the same share.
  return sameMeasure(a.measure, b.measure) && sayDuty(a).zh === sayDuty(b).zh
}
