import type { Reader, Tx } from '../../db/port.ts'
import { sayFault, type Fault } from '../../evidence/fault.ts'
import type { Note, Source } from '../../evidence/source.ts'
import { sourcesOfAll } from '../../evidence/store.ts'
import type { Id } from '../../model/id.ts'
import { addDays, addHours, addMinutes, hoursBetween, startOfDay, type Day, type Instant } from '../../model/time.ts'
import type { EmittedPollutant } from '../../model/tonnes.ts'
import type { Words } from '../../plan/order.ts'
import type { VerificationRule } from '../../rulebook/verification.ts'
import { baselineOf, type DayOfHours } from '../baseline.ts'
import type { Baseline, Evidence, Gated, Hour, MeterFault, Metered, Seen } from '../evidence.ts'
import {
  baselinesOf,
  doubtsOf,
  hoursOf,
  notesOfAll,
  orderedDays,
  passagesOfAll,
  saveBaselines,
  trucksADay,
  type HourRead,
} from './store.ts'

/** Whose evidence is read, and before which day its usual days lie. */
interface Reading {
  readonly warning: Id
  readonly enterprises: readonly Id[]
  readonly day: Day
  /** The day on which the first of its orders was given: from here on nothing is usual. */
  readonly before: Day
  readonly now: Instant
}

/** Everything that is known of some enterprises for one day (当日证据); what they said themselves comes with their orders. */
export async function evidenceOf(
  tx: Tx,
  { warning, enterprises, day, before, now }: Reading,
  rule: VerificationRule,
): Promise<Map<Id, Omit<Evidence, 'said'>>> {
  const [from, until] = [startOfDay(day), startOfDay(addDays(day, 1))]
  const sources = await sourcesOfAll(tx, enterprises)
  const meters = sources.filter(({ kind }) => kind !== 'gate')
  const gates = sources.filter(({ kind }) => kind === 'gate')
  const hours = await hoursOf(tx, meters, from, until)
  const baselines = await usualOf(tx, { warning, enterprises, before, now }, meters, rule)
  const doubts = Map.groupBy(
    await doubtsOf(
      tx,
      meters.map(({ id }) => id),
      from,
      until,
    ),
    ({ source }) => source,
  )
  const notes = Map.groupBy(await notesOfAll(tx, enterprises, from, until), ({ enterprise }) => enterprise)
  const passages =
    gates.length === 0
      ? new Map<Id, never[]>()
      : Map.groupBy(await passagesOfAll(tx, enterprises, from, until), ({ source }) => source)
  const usualTrucks = await trucksADay(
    tx,
    gates.map(({ id }) => id),
    startOfDay(addDays(before, -rule.baseline.days)),
    startOfDay(before),
  )
  const ownMeters = Map.groupBy(meters, ({ enterprise }) => enterprise)
  const ownGates = Map.groupBy(gates, ({ enterprise }) => enterprise)
  return new Map(
    enterprises.map((id) => [
      id,
      {
        meters: (ownMeters.get(id) ?? []).map((source) =>
          meteredOf(
            source,
            from,
            hours.get(source.id) ?? [],
            baselines.get(source.id) ?? null,
            doubts.get(source.id) ?? [],
            rule,
          ),
        ),
        gates: (ownGates.get(id) ?? []).map((source): Gated => {
          const own = passages.get(source.id) ?? []
          const { heardAt } = source.quality
          return {
            source: source.id,
            name: source.name,
            heard: own.length > 0 || (heardAt !== null && heardAt >= until),
            passages: own,
            usualADay: usualTrucks.get(source.id) ?? null,
          }
        }),
        seen: (notes.get(id) ?? []).flatMap(seenOf),
      },
    ]),
  )
}

/** What is usual of each source, worked out at its first day of the response and kept. */
async function usualOf(
  tx: Tx,
  { warning, enterprises, before, now }: Omit<Reading, 'day'>,
  sources: readonly Source[],
  rule: VerificationRule,
): Promise<Map<Id, Baseline | null>> {
  const known = await baselinesOf(
    tx,
    warning,
    sources.map(({ id }) => id),
  )
  // What a concentration usually is nobody asks: it is held against its limit.
  const missing = sources.filter((source) => !known.has(source.id) && pollutantOf(source) === null)
  if (missing.length === 0) return known
  const made = await baselinesBefore(tx, { warning, enterprises, before }, missing, rule)
  await saveBaselines(tx, warning, made, now)
  for (const { source, baseline } of made) known.set(source, baseline)
  return known
}

async function baselinesBefore(
  db: Reader,
  { warning, enterprises, before }: Pick<Reading, 'warning' | 'enterprises' | 'before'>,
  sources: readonly Source[],
  rule: VerificationRule,
): Promise<{ source: Id; baseline: Baseline | null }[]> {
  const { days } = rule.baseline
  const from = startOfDay(addDays(before, -days))
  const until = startOfDay(before)
  const hours = await hoursOf(db, sources, from, until)
  const taken = Map.groupBy(await orderedDays(db, enterprises, warning, from, until), ({ enterprise }) => enterprise)
  return sources.map(({ id, enterprise }) => {
    const spans = taken.get(enterprise) ?? []
    const free = (n: number) => {
      const day = addDays(before, n - days)
      return !spans.some((span) => day >= span.from && day < span.until)
    }
    const byDay: (number | null)[][] = Array.from({ length: days }, () => Array.from({ length: 24 }, () => null))
    for (const [hour, value] of hours.get(id) ?? []) {
      const own = byDay[Math.floor(hour / 24)]
      if (own) own[hour % 24] = value
    }
    const usual: DayOfHours[] = byDay.filter((_, n) => free(n))
    return { source: id, baseline: baselineOf(usual, rule.baseline) }
  })
}

function meteredOf(
  source: Source,
  from: Instant,
  read: readonly HourRead[],
  baseline: Baseline | null,
  doubts: Awaited<ReturnType<typeof doubtsOf>>,
  rule: VerificationRule,
): Metered {
  const byHour = new Map(read.map((one) => [one[0], one]))
  const hours = Array.from({ length: 24 }, (_, hour): Hour => {
    const [, value, same, readings] = byHour.get(hour) ?? [hour, null, false, 0]
    const last = byHour.get(hour - 1)?.[1]
    const alike = value !== null && same && (last === undefined ? readings > 1 : last === value)
    return { at: addHours(from, hour), hour, value, alike }
  })
  return {
    source: source.id,
    name: source.name,
    class: source.kind === 'online' ? 'online' : 'power',
    of: source.of === 'gate' ? 'whole' : source.of,
    line: source.line,
    unit: source.unit,
    pollutant: pollutantOf(source),
    hours,
    baseline,
    faults: [...lagOf(source, rule), ...doubts.map(({ fault }) => doubted(fault))],
  }
}

function doubted(fault: Fault): MeterFault {
  const [zh, en] = [sayFault(fault, 'zh'), sayFault(fault, 'en')]
  return { shifted: false, say: { zh: `存疑数据未采用（${zh}）`, en: `doubted and left out (${en})` } }
}

/** What comes in now and says that it is hours old has a clock that is late (时钟偏移); what came in late ends with now. */
function lagOf({ quality: { heardAt, lastAt }, everyMinutes }: Source, rule: VerificationRule): MeterFault[] {
  if (heardAt === null || lastAt === null || everyMinutes === null) return []
  const hours = hoursBetween(addMinutes(lastAt, everyMinutes), heardAt)
  if (hours < rule.lagHours) return []
  const shown = Math.round(hours)
  const zh = `最新读数的时间比收到时间早 ${shown} 小时，时钟可能偏移`
  return [{ shifted: true, say: { zh, en: `its newest reading says that it is ${shown} h old: its clock may be off` } }]
}

/**
 * Pollutants of HJ 212 by their codes (a21026 二氧化硫, a21002 氮氧化物, a34013 烟尘, a24088 非甲烷总烃; from memory, M+), of a
 * source that is a concentration.
 */
const POLLUTANTS: readonly [RegExp, EmittedPollutant][] = [
  [/^a21026\b|^so2\b/i, 'so2'],
  [/^a21002\b|^nox\b/i, 'nox'],
  [/^a34013\b|^(pm|dust)\b/i, 'pm'],
  [/^a24088\b|^(voc|nmhc)/i, 'vocs'],
]

function pollutantOf({ kind, unit, key }: Source): EmittedPollutant | null {
  if (kind !== 'online' || !/^[mµu]?g\/m/i.test(unit)) return null
  return POLLUTANTS.find(([code]) => code.test(key.code))?.[1] ?? null
}

const NOTES: Record<Note['kind'], { class: Seen['class']; hint: boolean; name: Words }> = {
  site: { class: 'site', hint: false, name: { zh: '现场检查', en: 'a site visit' } },
  video: { class: 'video', hint: false, name: { zh: '视频', en: 'video' } },
  ledger: { class: 'ledger', hint: false, name: { zh: '台账', en: 'the ledger' } },
  // A hot spot from above, a neighbour's word, one picture: reasons to go there.
  satellite: { class: 'video', hint: true, name: { zh: '卫星遥感', en: 'satellite' } },
  drone: { class: 'video', hint: true, name: { zh: '无人机', en: 'a drone' } },
  photo: { class: 'video', hint: true, name: { zh: '照片', en: 'a photograph' } },
  complaint: { class: 'ledger', hint: true, name: { zh: '信访投诉', en: 'a complaint' } },
}

function seenOf({ id, kind, line, from, until, shows, text, counts }: Note): Seen[] {
  return counts ? [{ id, ...NOTES[kind], line, from, until, shows, text }] : []
}
