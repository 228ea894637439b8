import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bulletin } from '../../src/feed/store.ts'
import { aqiOfDay } from '../../src/feed/judge.ts'
import { outlook, type Issue, type OutlookInput } from '../../src/outlook/decide.ts'
import { ofStations, STATIONS } from '../../src/outlook/stations.ts'
import type { StationKind } from '../../src/rulebook/feeds.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'

/* What the stations of an area come to, where nobody says what the area as a whole has. */

const rulebooks = loadRulebooks()
const { stations: RULE } = rulebooks.feeds('2020-12-18')
const DAY = '2020-12-17'

function said(station: string, pm25: number, more: Partial<Bulletin> = {}): Bulletin {
  const issuedAt = more.issuedAt ?? '2020-12-18T00:30:00.000Z'
  return {
    id: `${station} ${issuedAt}`,
    kind: 'observation',
    area: '140800',
    provider: 'p',
    issuedAt,
    revision: 1,
    pace: 'day',
    values: [{ at: DAY, aqi: null, by: 'concentrations', concentrations: { pm25, pm10: 2 * pm25 } }],
    receivedAt: issuedAt,
    station,
    word: null,
    ...more,
  }
}
const stations = (kind: StationKind, ...codes: string[]) => codes.map((code) => ({ code, kind }))
const fold = (bulletins: Bulletin[], known: ReturnType<typeof stations>) =>
  ofStations(bulletins, known, RULE, aqiOfDay(rulebooks))

test('the mean of each concentration is judged, and every bulletin that was read is named', () => {
  const [mean, ...more] = fold([said('A', 100), said('B', 50)], stations('national', 'A', 'B'))
  expect(more).toEqual([])
  expect(mean).toMatchObject({ provider: STATIONS, kind: 'observation', id: 'A 2020-12-18T00:30:00.000Z' })
  expect(mean?.values).toEqual([{ at: DAY, aqi: 100, by: 'concentrations', concentrations: { pm25: 75, pm10: 150 } }])
  expect(mean?.others).toEqual(['B 2020-12-18T00:30:00.000Z'])
})

test('the best kind alone counts, an enterprise’s own never, and too few say nothing', () => {
  const both = [...stations('national', 'A'), ...stations('township', 'T', 'U'), ...stations('enterprise', 'E')]
  expect(fold([said('A', 40), said('T', 300), said('E', 400)], both)[0]?.values[0]?.concentrations?.pm25).toBe(40)
  expect(fold([said('T', 300), said('U', 300)], both)).toEqual([])
  expect(fold([said('E', 400)], stations('enterprise', 'E'))).toEqual([])
  const five = stations('township', 'A', 'B', 'C', 'D', 'F')
  expect(fold([said('A', 40), said('B', 40)], five)).toEqual([])
  expect(fold([said('A', 40), said('B', 40), said('C', 70)], five)[0]?.values[0]?.concentrations?.pm25).toBe(50)
})

test('of one station the newest word counts, and the area’s own word goes before all of them', () => {
  const later = said('A', 80, { issuedAt: '2020-12-18T01:00:00.000Z' })
  const [mean] = fold([said('A', 100), later], stations('national', 'A'))
  expect(mean?.values[0]?.concentrations?.pm25).toBe(80)
  const { station: _, area: __, receivedAt: ___, ...whole } = said('', 0)
  const own: Issue = {
    ...whole,
    id: 'own',
    issuedAt: '2020-12-17T20:00:00.000Z',
    values: [{ at: DAY, aqi: 42, by: 'aqi' }],
  }
  const input = (issues: Issue[]): OutlookInput => ({
    now: '2020-12-18T02:00:00.000Z',
    from: DAY,
    to: DAY,
    issues,
    providers: [STATIONS],
    freshHours: 25,
    aqiOfHours: () => null,
  })
  const means = mean ? [mean] : []
  expect(outlook(input(means))[0]).toMatchObject({ aqi: 107, from: { provider: STATIONS, others: [] } })
  expect(outlook(input([...means, own]))[0]).toMatchObject({ aqi: 42, from: { bulletin: 'own' } })
})

describe('of any bulletins of any stations', () => {
  const KINDS = ['national', 'province', 'township', 'enterprise'] as const
  const known = fc.uniqueArray(
    fc.record({ code: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G'), kind: fc.constantFrom(...KINDS) }),
    {
      selector: ({ code }) => code,
      minLength: 1,
    },
  )
  const mass = fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined, freq: 3 })
  const bulletin = fc
    .record({
      station: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'X'),
      hour: fc.integer({ min: 0, max: 5 }),
      revision: fc.integer({ min: 1, max: 3 }),
      day: fc.constantFrom('2020-12-16', DAY),
      pm25: mass,
      so2: mass,
    })
    .map(({ station, hour, revision, day, pm25, so2 }): Bulletin => {
      const issuedAt = `2020-12-18T0${hour}:00:00.000Z`
      const concentrations = { ...(pm25 !== undefined && { pm25 }), ...(so2 !== undefined && { so2 }) }
      const values = [{ at: day, aqi: null, by: 'concentrations', concentrations } as const]
      return said(station, 0, { id: `${station} ${issuedAt} ${revision} ${day}`, issuedAt, revision, values })
    })
  const some = fc.uniqueArray(bulletin, { selector: ({ id }) => id, maxLength: 14 })

  test('each mean is that of the newest word of each station that counts, of enough of them, and of no other', () => {
    fc.assert(
      fc.property(known, some, (list, bulletins) => {
        const best = RULE.kinds.find((kind) => list.some((one) => one.kind === kind))
        const codes = list.filter(({ kind }) => kind === best).map(({ code }) => code)
        const values = fold(bulletins, list).flatMap((issue) => issue.values)
        for (const day of ['2020-12-16', DAY])
          for (const name of ['pm25', 'so2'] as const) {
            const newest = codes.flatMap((code) => {
              const own = bulletins.filter(({ station, values: [value] }) => station === code && value?.at === day)
              own.sort((a, b) =>
                a.issuedAt === b.issuedAt ? b.revision - a.revision : a.issuedAt < b.issuedAt ? 1 : -1,
              )
              return own[0]?.values[0]?.concentrations?.[name] ?? []
            })
            const enough = newest.length > 0 && newest.length * 100 >= codes.length * RULE.percent
            const mean = newest.reduce((sum, one) => sum + one, 0) / newest.length
            const found = values.find(({ at }) => at === day)?.concentrations?.[name]
            if (enough) expect(found).toBeCloseTo(mean, 3)
            else expect(found).toBeUndefined()
          }
      }),
    )
  })

  test('in which order they came changes nothing, nor does who does not count', () => {
    fc.assert(
      fc.property(known, some, fc.nat(), (list, bulletins, seed) => {
        const shuffled = bulletins.toSorted((a, b) => ((seed ^ a.id.length) % 7) - ((seed ^ b.id.length) % 5) || -1)
        const whole = fold(bulletins, list)
        expect(fold(shuffled, list)).toEqual(whole)
        const strangers = bulletins.filter(({ station }) => list.some(({ code }) => code === station))
        expect(fold(strangers, list)).toEqual(whole)
      }),
    )
  })
})
