import { LISTED_LEVELS, type EnterpriseClass, type Entry, type ListedLevel } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import {
  addEmissions,
  EMITTED,
  NO_EMISSIONS,
  type BasisPoints,
  type EmittedPollutant,
  type Emissions,
  type Milligrams,
} from '../model/tonnes.ts'
import type { Floors } from '../rulebook/reduction.ts'
import { Sums } from './sums.ts'

/** What one enterprise brings into the proof of reduction, milligrams a day: what it emits and what it saves. */
export interface Counted {
  readonly enterprise: Id
  readonly name: string
  readonly county: string
  readonly class: EnterpriseClass
  readonly base: Emissions
  readonly saved: Readonly<Record<ListedLevel, Emissions>>
}

/** One floor in one place: Σ saved against the share of Σ base that is asked for. Whole milligrams a day. */
export interface FloorProof {
  readonly level: ListedLevel
  readonly pollutant: EmittedPollutant
  readonly base: bigint
  readonly saved: bigint
  readonly floor: BasisPoints
  /** The least that must be saved: the floor's share of the base, rounded up. */
  readonly needed: bigint
  /** `swap`: short by itself, but SO2 and NOx make up for each other. */
  readonly stands: 'holds' | 'swap' | 'short'
}

/** The floors of the whole list (`county` null) or of one county's part of it. */
export interface PlaceProof {
  readonly county: string | null
  readonly enterprises: number
  readonly floors: readonly FloorProof[]
}

/** A floor that is missed, as a finding needs it. */
export type MissedFloor = Pick<FloorProof, 'pollutant' | 'level' | 'base' | 'needed'> & { readonly reduced: bigint }

export const NOTHING_SAVED: Counted['saved'] = { yellow: NO_EMISSIONS, orange: NO_EMISSIONS, red: NO_EMISSIONS }

/** What the list itself promises for an enterprise: Σ 日减排量 of its lines. What stands still anyway counts for neither. */
export function countedByList(
  enterprise: Id,
  entry: Pick<Entry<unknown>, 'name' | 'county' | 'class' | 'daily' | 'lines'>,
  floors: Pick<Floors, 'idle'>,
): Counted {
  const { name, county, class: kind } = entry
  if (floors.idle.has(kind)) return { enterprise, name, county, class: kind, base: NO_EMISSIONS, saved: NOTHING_SAVED }
  return { enterprise, name, county, class: kind, base: entry.daily, saved: promisedBy(entry) }
}

/** Σ 日减排量 of the lines by level. */
export function promisedBy({ lines }: Pick<Entry<unknown>, 'lines'>): Counted['saved'] {
  const sum = (level: ListedLevel): Emissions => {
    let total: Emissions | null = null
    for (const { measures } of lines) {
      const saved = measures[level]?.reduction
      if (saved) total = total === null ? saved : addEmissions(total, saved)
    }
    return total ?? NO_EMISSIONS
  }
  return { yellow: sum('yellow'), orange: sum('orange'), red: sum('red') }
}

/**
 * The proof of reduction (减排比例核算): for each pollutant and level Σ saved / Σ base ≥ floor, exact, for the whole list
 * first and then for each county. The list stands for all of society: what is on no list is in neither sum.
 */
export function prove(rows: readonly Counted[], floors: Floors): PlaceProof[] {
  return proveBy(rows, floors, ({ saved }) => saved)
}

/** The same with what is saved seen otherwise. */
export function proveBy(
  rows: readonly Counted[],
  floors: Floors,
  savedBy: (row: Counted) => Counted['saved'],
): PlaceProof[] {
  const byCounty = new Map<string, Sums>()
  for (const row of rows) sumsOf(byCounty, row.county).add(row.base, savedBy(row))
  return places(byCounty, floors)
}

/** The sums of one county, begun with its first row. */
export function sumsOf(byCounty: Map<string, Sums>, county: string): Sums {
  const known = byCounty.get(county) ?? new Sums()
  byCounty.set(county, known)
  return known
}

/** The proof of sums that are taken already. */
export function places(byCounty: ReadonlyMap<string, Sums>, floors: Floors): PlaceProof[] {
  const all = new Sums()
  for (const sums of byCounty.values()) all.merge(sums)
  const counties = [...byCounty].sort(([a], [b]) => (a < b ? -1 : 1))
  return [placeOf(null, all, floors), ...counties.map(([county, sums]) => placeOf(county, sums, floors))]
}

function placeOf(county: string | null, sums: Sums, floors: Floors): PlaceProof {
  return {
    county,
    enterprises: sums.rows,
    floors: LISTED_LEVELS.flatMap((level) => EMITTED.map((pollutant) => floorOf(level, pollutant, sums, floors))),
  }
}

function floorOf(level: ListedLevel, pollutant: EmittedPollutant, sums: Sums, floors: Floors): FloorProof {
  const floor = floors.least[level][pollutant]
  const [base, saved] = [sums.base(pollutant), sums.saved(level, pollutant)]
  const needed = shareUp(base, floor)
  const swapped = () => inPair(pollutant) && swaps(level, (of) => [sums.base(of), sums.saved(level, of)], floors)
  return {
    level,
    pollutant,
    base,
    saved,
    floor,
    needed,
    stands: saved >= needed ? 'holds' : swapped() ? 'swap' : 'short',
  }
}

function inPair(pollutant: EmittedPollutant): boolean {
  return pollutant === 'so2' || pollutant === 'nox'
}

/** Whether the shares of SO2 and NOx together are what the swap asks for. */
function swaps(level: ListedLevel, sums: (of: 'so2' | 'nox') => readonly [bigint, bigint], floors: Floors): boolean {
  const least = floors.swap[level]
  const [[so2, savedSo2], [nox, savedNox]] = [sums('so2'), sums('nox')]
  // Of a pollutant that nobody emits there is no share that could stand in for the other's.
  if (least === null || so2 === 0n || nox === 0n) return false
  return (savedSo2 * nox + savedNox * so2) * 10_000n >= BigInt(least) * so2 * nox
}

function shareUp(base: bigint, share: BasisPoints): bigint {
  return (base * BigInt(share) + 9_999n) / 10_000n
}

/** The floors that a list misses over the whole of it, by level; for `lint`. */
export function floorsMissed(rows: Iterable<{ readonly entry: Entry<unknown> }>, floors: Floors): MissedFloor[] {
  const counted = Array.from(rows, ({ entry }) => countedByList(entry.creditCode, entry, floors))
  const [all] = prove(counted, floors)
  return (all?.floors ?? []).flatMap(({ pollutant, level, base, saved, needed, stands }) =>
    stands === 'short' ? [{ pollutant, level, base, reduced: saved, needed }] : [],
  )
}

/** A floor that would fall if one enterprise were exempted (豁免): it goes on emitting and saves nothing. */
export interface Fall {
  readonly county: string | null
  readonly level: ListedLevel
  readonly pollutant: EmittedPollutant
}

/**
 * What breaks if this one is exempted: answers for each enterprise which floors of the list or of its county would
 * fall. A floor that is missed already can not fall.
 */
export function exemptions(places: readonly PlaceProof[], floors: Floors): (row: Counted) => Fall[] {
  const spare = new Map(
    places.map((place) => {
      const all = margins(place, floors)
      return [place.county, { all, room: roomOf(all) }]
    }),
  )
  return (row) => {
    const falls: Fall[] = []
    for (const county of [null, row.county]) {
      const place = spare.get(county)
      // Most enterprises touch no margin at all, and of a province's fifty thousand each is asked.
      if (place === undefined || fits(row.saved, place.room)) continue
      for (const { level, pollutant, margin, falls: isShort } of place.all)
        if (row.saved[level][pollutant] > margin && isShort(row)) falls.push({ county, level, pollutant })
    }
    return falls
  }
}

/** What each margin leaves; a floor that is missed already leaves everything. */
function roomOf(all: readonly Margin[]): Counted['saved'] {
  const left = (level: ListedLevel, pollutant: EmittedPollutant) =>
    all.find((one) => one.level === level && one.pollutant === pollutant)?.margin ?? Number.MAX_SAFE_INTEGER
  const at = (level: ListedLevel): Emissions => ({
    so2: left(level, 'so2'),
    nox: left(level, 'nox'),
    pm: left(level, 'pm'),
    vocs: left(level, 'vocs'),
  })
  return { yellow: at('yellow'), orange: at('orange'), red: at('red') }
}

function fits(saved: Counted['saved'], room: Counted['saved']): boolean {
  return noneMore(saved.yellow, room.yellow) && noneMore(saved.orange, room.orange) && noneMore(saved.red, room.red)
}

function noneMore(a: Emissions, b: Emissions): boolean {
  return a.so2 <= b.so2 && a.nox <= b.nox && a.pm <= b.pm && a.vocs <= b.vocs
}

interface Margin {
  readonly level: ListedLevel
  readonly pollutant: EmittedPollutant
  /** What may be taken away before the floor is touched. */
  readonly margin: number
  readonly falls: (row: Counted) => boolean
}

function margins({ floors: all }: PlaceProof, floors: Floors): Margin[] {
  return all.flatMap(({ level, pollutant, saved, needed, stands }) => {
    if (stands === 'short') return []
    const room = saved - needed
    // Nobody saves more than a safe integer: a wider margin is none that one enterprise could use up.
    const margin = Number(room > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : room)
    const still = (row: Counted) =>
      swaps(
        level,
        (of) => {
          const sum = all.find((one) => one.level === level && one.pollutant === of)
          return [sum?.base ?? 0n, (sum?.saved ?? 0n) - BigInt(row.saved[level][of])]
        },
        floors,
      )
    // Where the swap holds a floor up already, only the swap can say whether it still does.
    return [
      { level, pollutant, margin: stands === 'swap' ? -1 : margin, falls: (row) => !(inPair(pollutant) && still(row)) },
    ]
  })
}

/** Who carries a floor: the largest contributors with their share of what is saved, in ten-thousandths rounded down. */
export function carriers(
  rows: readonly Counted[],
  { level, pollutant, saved }: Pick<FloorProof, 'level' | 'pollutant' | 'saved'>,
  most: number,
): { readonly row: Counted; readonly saved: Milligrams; readonly share: BasisPoints }[] {
  const top: Counted[] = []
  const of = (row: Counted) => row.saved[level][pollutant]
  // What one must save more than to come among them: most rows are passed by with one comparison.
  let least = 0
  for (const row of rows) {
    const own = of(row)
    if (own <= least) continue
    const place = top.findIndex((one) => of(one) < own)
    top.splice(place < 0 ? top.length : place, 0, row)
    if (top.length > most) top.pop()
    const last = top.at(-1)
    if (top.length === most && last) least = of(last)
  }
  return top.map((row) => ({ row, saved: of(row), share: Number((BigInt(of(row)) * 10_000n) / (saved || 1n)) }))
}

/** The smallest addition that repairs a missed floor: how much, and the fewest enterprises that can give it. */
export interface Repair {
  readonly missing: bigint
  /** Whoever could save most beyond what it does, first; the last gives only what is then still missing. */
  readonly by: readonly { readonly row: Counted; readonly more: Milligrams }[]
  /** False where even everybody's stop would not do. */
  readonly possible: boolean
}

/** Whom a repair may not ask: they are listed without a stop, or for their task only. */
const NOT_ASKED: ReadonlySet<EnterpriseClass> = new Set(['heating', 'protected'])

/**
 * Of one pollutant alone the largest first is the fewest in number: any other set of as many gives no more. For several
 * floors at once each is repaired by itself; a smallest common set would be a set cover, and no such claim is made.
 */
export function repair(rows: readonly Counted[], { level, pollutant, saved, needed }: FloorProof): Repair {
  const missing = needed > saved ? needed - saved : 0n
  const more = (row: Counted) => row.base[pollutant] - row.saved[level][pollutant]
  const able = rows.filter((row) => !NOT_ASKED.has(row.class) && more(row) > 0).sort((a, b) => more(b) - more(a))
  const by: { row: Counted; more: Milligrams }[] = []
  let left = missing
  for (const row of able) {
    if (left <= 0n) break
    const given = BigInt(more(row)) < left ? BigInt(more(row)) : left
    by.push({ row, more: Number(given) })
    left -= given
  }
  return { missing, by, possible: left <= 0n }
}
