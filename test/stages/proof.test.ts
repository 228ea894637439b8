import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carriers, exemptions, floorsMissed, prove, repair, type Counted } from '../../src/inventory/proof.ts'
import { classesSparing, countiesSparing } from '../../src/inventory/sparing.ts'
import { LISTED_LEVELS, type EnterpriseClass, type Entry, type ListedLevel } from '../../src/model/enterprise.ts'
import { EMITTED, NO_EMISSIONS, type EmittedPollutant, type Emissions } from '../../src/model/tonnes.ts'
import { loadReductions, type Floors } from '../../src/rulebook/reduction.ts'
import { entry, line } from '../help/entries.ts'
import { runs } from '../help/runs.ts'

const floors = onDay('2020-12-24')
function onDay(day: string): Floors {
  const found = loadReductions().floors(day, '140800')
  if (!found) throw new Error('no floors')
  return found
}

const NOTHING = { yellow: NO_EMISSIONS, orange: NO_EMISSIONS, red: NO_EMISSIONS }

const masses = (most: number): fc.Arbitrary<Emissions> =>
  fc
    .tuple(...EMITTED.map(() => fc.integer({ min: 0, max: most })))
    .map(([so2 = 0, nox = 0, pm = 0, vocs = 0]) => ({ so2, nox, pm, vocs }))

/** What is saved is a part of what is emitted, more at a higher level. */
const rows = (most: number, count = 12): fc.Arbitrary<Counted[]> =>
  fc
    .array(
      fc.record({
        base: masses(most),
        parts: fc.tuple(
          fc.integer({ min: 0, max: 60 }),
          fc.integer({ min: 0, max: 30 }),
          fc.integer({ min: 0, max: 10 }),
        ),
        county: fc.constantFrom('140802', '140881', '140882'),
        class: fc.constantFrom<EnterpriseClass>('key', 'small', 'heating'),
      }),
      { minLength: 1, maxLength: count },
    )
    .map((all) =>
      all.map(({ base, parts: [yellow, orange, red], county, class: kind }, n) => {
        const part = (percent: number): Emissions => ({
          so2: Math.floor((base.so2 / 100) * percent),
          nox: Math.floor((base.nox / 100) * percent),
          pm: Math.floor((base.pm / 100) * percent),
          vocs: Math.floor((base.vocs / 100) * percent),
        })
        const saved = { yellow: part(yellow), orange: part(yellow + orange), red: part(yellow + orange + red) }
        return { enterprise: String(n), name: `示例 ${n}`, county, class: kind, base, saved }
      }),
    )

/** The same by fractions of big integers, as it would be done on paper. */
function byFractions(all: readonly Counted[], level: ListedLevel, pollutant: EmittedPollutant) {
  const sum = (of: (row: Counted) => number) => all.reduce((total, row) => total + BigInt(of(row)), 0n)
  const base = (of: EmittedPollutant) => sum((row) => row.base[of])
  const saved = (of: EmittedPollutant) => sum((row) => row.saved[level][of])
  const percent = { yellow: 10n, orange: 20n, red: 30n }[level]
  const own = saved(pollutant) * 100n >= base(pollutant) * percent
  const pair = pollutant === 'so2' || pollutant === 'nox'
  const [a, b] = [base('so2'), base('nox')]
  const swap =
    level === 'orange' && pair && a > 0n && b > 0n && (saved('so2') * b + saved('nox') * a) * 100n >= 40n * a * b
  return own ? 'holds' : swap ? 'swap' : 'short'
}

describe('the proof of reduction', () => {
  test('is what fractions give, for the list and for each county', () => {
    fc.assert(
      fc.property(fc.oneof(rows(200), rows(Number.MAX_SAFE_INTEGER)), (all) => {
        for (const { county, enterprises, floors: found } of prove(all, floors)) {
          const here = all.filter((row) => county === null || row.county === county)
          expect(enterprises).toBe(here.length)
          for (const { level, pollutant, base, saved, stands } of found) {
            expect(base).toBe(here.reduce((sum, row) => sum + BigInt(row.base[pollutant]), 0n))
            expect(saved).toBe(here.reduce((sum, row) => sum + BigInt(row.saved[level][pollutant]), 0n))
            expect(stands).toBe(byFractions(here, level, pollutant))
          }
        }
      }),
      runs(300),
    )
  })

  test('what breaks if one is exempted is what a proof without its savings says', () => {
    fc.assert(
      fc.property(rows(50, 8), fc.nat(7), (all, pick) => {
        const row = all[pick % all.length]
        if (!row) return
        const before = prove(all, floors)
        const after = prove(
          all.map((one) => (one === row ? { ...one, saved: NOTHING } : one)),
          floors,
        )
        const fallen = before.flatMap(({ county, floors: found }, place) =>
          found.flatMap(({ level, pollutant, stands }, n) =>
            stands !== 'short' && after[place]?.floors[n]?.stands === 'short' ? [{ county, level, pollutant }] : [],
          ),
        )
        const told = exemptions(before, floors)(row)
        expect(new Set(told.map(shown))).toEqual(new Set(fallen.map(shown)))
      }),
      runs(500),
    )
  })

  test('which counties spare their small emitters follows from the sums of each class as from each enterprise', () => {
    fc.assert(
      fc.property(fc.oneof(rows(200, 30), rows(Number.MAX_SAFE_INTEGER, 30)), (all) => {
        const kinds = Map.groupBy(all, (row) => `${row.county} ${row.class}`)
        const sums = [...kinds.values()].map((alike) => ({
          county: alike[0]?.county ?? '',
          class: alike[0]?.class ?? 'key',
          rows: alike.length,
          masses: [
            (row: Counted) => row.base,
            ...LISTED_LEVELS.map((level) => (row: Counted) => row.saved[level]),
          ].flatMap((of) =>
            EMITTED.map((pollutant) => alike.reduce((sum, row) => sum + BigInt(of(row)[pollutant]), 0n)),
          ),
        }))
        const counted = all.map((row) =>
          floors.idle.has(row.class) ? { ...row, base: NO_EMISSIONS, saved: NOTHING } : row,
        )
        expect(classesSparing(sums, floors)).toEqual(countiesSparing(counted, floors))
      }),
      runs(300),
    )
  })

  test('a repair gives exactly what is missing, and no fewer enterprises could', () => {
    fc.assert(
      fc.property(rows(40, 7), (all) => {
        const [place] = prove(all, floors)
        for (const floor of place?.floors ?? []) {
          const { missing, by, possible } = repair(all, floor)
          const given = by.reduce((sum, { more }) => sum + BigInt(more), 0n)
          expect(missing).toBe(floor.needed > floor.saved ? floor.needed - floor.saved : 0n)
          if (possible) expect(given).toBe(missing)
          const more = all.flatMap((row) =>
            row.class === 'heating' ? [] : [row.base[floor.pollutant] - row.saved[floor.level][floor.pollutant]],
          )
          const fewest = subsets(more).filter((set) => BigInt(set.reduce((a, b) => a + b, 0)) >= missing)
          expect(possible).toBe(fewest.length > 0)
          if (possible) expect(by).toHaveLength(Math.min(...fewest.map((set) => set.length)))
        }
      }),
      runs(100),
    )
  })

  test('who carries most comes first, with its share', () => {
    fc.assert(
      fc.property(rows(1000), (all) => {
        const floor = prove(all, floors)[0]?.floors[5]
        if (!floor) throw new Error('no floor')
        const of = (row: Counted) => row.saved[floor.level][floor.pollutant]
        const sorted = all
          .map(of)
          .filter((mass) => mass > 0)
          .sort((a, b) => b - a)
        const found = carriers(all, floor, 3)
        expect(found.map(({ saved }) => saved)).toEqual(sorted.slice(0, 3))
        for (const { saved, share } of found) expect(share).toBe(Number((BigInt(saved) * 10_000n) / floor.saved))
      }),
    )
  })

  test('small emitters are spared only where the floors hold with nothing from them', () => {
    fc.assert(
      fc.property(rows(100), (all) => {
        const spared = countiesSparing(all, floors)
        for (const level of LISTED_LEVELS)
          for (const county of ['140802', '140881', '140882']) {
            const rest = (here: readonly Counted[]) =>
              here.map((row) =>
                row.class === 'small'
                  ? { ...row, saved: { yellow: NO_EMISSIONS, orange: NO_EMISSIONS, red: NO_EMISSIONS } }
                  : row,
              )
            const here = all.filter((row) => row.county === county)
            const holds = [all, here].every((some) =>
              EMITTED.every((pollutant) => byFractions(rest(some), level, pollutant) !== 'short'),
            )
            expect(spared[level].has(county)).toBe(here.length > 0 && holds)
          }
      }),
      runs(300),
    )
    const all = [counted({ class: 'key', share: 50 }), counted({ class: 'small', share: 50 })]
    expect(countiesSparing(all, floors).red.size).toBe(0)
    expect(countiesSparing(all, floors).orange.size).toBe(1)
    expect(countiesSparing(all, { ...floors, sparesSmall: false }).orange.size).toBe(0)
  })
})

test('the floors are dated, and the swap is active where it was seen', () => {
  expect(onDay('2019-12-24').least.red.vocs).toBe(2000)
  expect(onDay('2019-12-24').swap.orange).toBeNull()
  expect(onDay('2020-06-29').least).toMatchObject({
    yellow: { vocs: 1000 },
    orange: { vocs: 2000 },
    red: { vocs: 3000 },
  })
  expect(onDay('2020-12-24').swap).toEqual({ yellow: null, orange: 4000, red: null })
  expect(loadReductions().floors('2017-09-19', '140800')).toBeNull()
})

test('a list that misses a floor says by how much; what stands still anyway counts for neither', () => {
  const cut = (share: number) => ({ kind: 'reduce', share, base: '产能' }) as const
  const one = entry({
    daily: { so2: 100_000_000, nox: 200_000_000, pm: 30_000_000, vocs: 7_000_000 },
    lines: [line('1#', { yellow: cut(1000), orange: cut(1999), red: { kind: 'stop' } })],
  })
  const idle = { ...one, class: 'longStopped' } as const
  const missedAt = (level: ListedLevel, ...entries: Entry[]) =>
    floorsMissed(
      entries.map((listed) => ({ entry: listed })),
      floors,
    ).filter((missed) => missed.level === level)
  expect(missedAt('yellow', one, idle)).toEqual([])
  expect(missedAt('orange', one).map(({ pollutant }) => pollutant)).toEqual([...EMITTED])
  expect(missedAt('orange', one, idle)[3]).toEqual({
    pollutant: 'vocs',
    level: 'orange',
    base: 7_000_000n,
    reduced: 1_399_300n,
    needed: 1_400_000n,
  })
})

function counted({ class: kind, share }: { class: EnterpriseClass; share: number }): Counted {
  const part = (percent: number) => ({ so2: percent, nox: percent, pm: percent, vocs: percent })
  return {
    enterprise: kind,
    name: '示例',
    county: '140802',
    class: kind,
    base: part(100),
    saved: { yellow: part(share), orange: part(share), red: part(share) },
  }
}

function shown({ county, level, pollutant }: { county: string | null; level: string; pollutant: string }): string {
  return `${county} ${level} ${pollutant}`
}

function subsets<T>(all: readonly T[]): T[][] {
  const sets: T[][] = [[]]
  for (const one of all) sets.push(...sets.map((set) => [...set, one]))
  return sets
}
