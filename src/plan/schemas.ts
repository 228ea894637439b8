import { z } from 'zod'
import { areaCode, day, id, instant } from '../http/schemas.ts'
import { carriers, exemptions, prove, repair, type Counted, type FloorProof } from '../inventory/proof.ts'
import { LISTED_LEVELS } from '../model/enterprise.ts'
import { EMITTED, showKg, showPercent } from '../model/tonnes.ts'
import type { Id } from '../model/id.ts'
import type { Floors } from '../rulebook/reduction.ts'

const words = z.object({ zh: z.string(), en: z.string() })
const kilograms = z.string().meta({ description: 'kilograms a day, exact decimal' })
const percent = z.string().meta({ description: 'percent, exact decimal' })
const level = z.enum(LISTED_LEVELS)
const pollutant = z.enum(EMITTED)
const clause = z.object({
  id: z.string(),
  document: z.string(),
  clause: z.string(),
  confidence: z.string(),
  borrowedFrom: z.string().optional(),
})

/** What one enterprise has to do at a level on a day, and why. */
export const measureForm = z
  .object({
    enterprise: id,
    creditCode: z.string(),
    name: z.string(),
    level,
    on: day,
    list: z.object({ id, name: z.string() }),
    basis: z.string(),
    summary: words,
    lines: z.array(
      z.object({
        line: z.string(),
        name: z.string(),
        binding: z.boolean(),
        rampDownFrom: instant.nullable(),
        flags: z.array(z.string()),
        say: words,
      }),
    ),
    transport: words.nullable(),
    clauses: z.array(clause),
    steps: z.array(
      z.object({
        id: z.string(),
        asks: words,
        read: z.record(z.string(), z.string()),
        outcome: z.enum(['decides', 'wouldDecide', 'adds', 'eases', 'changesNothing', 'no']),
        clause: clause.nullable(),
        changes: z.array(z.object({ line: z.string(), was: words, now: words })),
        say: words,
      }),
    ),
  })
  .meta({ id: 'ApplyingMeasure' })

const floor = z.object({
  level,
  pollutant,
  baseKg: kilograms,
  savedKg: kilograms,
  neededKg: kilograms,
  floor: percent,
  stands: z.enum(['holds', 'swap', 'short']),
})
const enterprise = z.object({ id, name: z.string(), county: areaCode })
const broken = z.object({
  enterprise,
  falls: z.array(z.object({ county: areaCode.nullable(), level, pollutant })),
})
const side = z.object({
  places: z.array(z.object({ county: areaCode.nullable(), enterprises: z.int(), floors: z.array(floor) })),
  carriers: z.array(
    z.object({ level, pollutant, by: z.array(z.object({ enterprise, savedKg: kilograms, share: percent })) }),
  ),
  breaks: z.object({
    enterprises: z.int().describe('how many could not be exempted without a floor falling'),
    first: z.array(broken),
    asked: broken.nullable().describe('the enterprise that was asked about; no floor falls where `falls` is empty'),
  }),
  repairs: z.array(
    z.object({
      county: areaCode.nullable(),
      level,
      pollutant,
      missingKg: kilograms,
      possible: z.boolean(),
      enterprises: z.int().describe('the fewest that can give it'),
      first: z.array(z.object({ enterprise, moreKg: kilograms })),
    }),
  ),
})

/** The proof of reduction of a list, by what it promises itself and by what the orders of one day would promise. */
export const proofForm = z
  .object({
    list: z.object({ id, name: z.string(), area: areaCode }),
    on: day,
    floors: z.object({ id: z.string(), title: words, document: z.string(), borrowedFrom: z.string().nullable() }),
    listed: side,
    ordered: side,
  })
  .meta({ id: 'ReductionProof' })

/** Names that an answer gives of each kind; the counts beside them say how many there are. */
const FIRST = 20
const CARRIERS = 10

/** One side of the proof as an officer may see it: the whole list's floors only by whoever sees all of the list. */
export function showSide(
  rows: readonly Counted[],
  floors: Floors,
  sees: (county: string | null) => boolean,
  asked: Id | null,
): z.input<typeof side> {
  const places = prove(rows, floors)
  const seen = places.filter(({ county }) => sees(county))
  const own = rows.filter(({ county }) => sees(county))
  const falls = exemptions(places, floors)
  const fallsSeen = (row: Counted) => falls(row).filter(({ county }) => sees(county))
  const needed = own.flatMap((row) => {
    const all = fallsSeen(row)
    return all.length === 0 ? [] : [{ enterprise: show(row), falls: all }]
  })
  const one = own.find(({ enterprise: of }) => of === asked)
  const [top] = seen
  return {
    places: seen.map(({ county, enterprises, floors: all }) => ({ county, enterprises, floors: all.map(showFloor) })),
    carriers: (top?.floors ?? []).map((one) => ({
      level: one.level,
      pollutant: one.pollutant,
      by: carriers(top?.county === null ? own : own.filter(({ county }) => county === top?.county), one, CARRIERS).map(
        ({ row, saved, share }) => ({ enterprise: show(row), savedKg: showKg(saved), share: showPercent(share) }),
      ),
    })),
    breaks: {
      enterprises: needed.length,
      first: needed.slice(0, FIRST),
      asked: one === undefined ? null : { enterprise: show(one), falls: fallsSeen(one) },
    },
    repairs: seen.flatMap(({ county, floors: all }) =>
      all.flatMap((one) => (one.stands === 'short' ? [showRepair(county, one, own)] : [])),
    ),
  }
}

function showRepair(county: string | null, floor: FloorProof, rows: readonly Counted[]) {
  const here = county === null ? rows : rows.filter((row) => row.county === county)
  const { missing, by, possible } = repair(here, floor)
  return {
    county,
    level: floor.level,
    pollutant: floor.pollutant,
    missingKg: showKg(missing),
    possible,
    enterprises: by.length,
    first: by.slice(0, FIRST).map(({ row, more }) => ({ enterprise: show(row), moreKg: showKg(more) })),
  }
}

function showFloor({ level: of, pollutant: which, base, saved, needed, floor: least, stands }: FloorProof) {
  return {
    level: of,
    pollutant: which,
    baseKg: showKg(base),
    savedKg: showKg(saved),
    neededKg: showKg(needed),
    floor: showPercent(least),
    stands,
  }
}

function show({ enterprise: of, name, county }: Counted): z.input<typeof enterprise> {
  return { id: of, name, county }
}
