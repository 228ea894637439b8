import { expect, test } from 'vitest'
import type { Bulletin } from '../../src/feed/store.ts'
import { aqiOfDay } from '../../src/feed/judge.ts'
import { outlook, type Issue, type OutlookInput } from '../../src/outlook/decide.ts'
import { ofStations, STATIONS } from '../../src/outlook/stations.ts'
import type { StationKind } from '../../src/rulebook/feeds.ts'
import { RULES, Rulebooks } from '../../src/rulebook/books.ts'

/* What the stations of an area come to, where nobody says what the area as a whole has. */

const rulebooks = new Rulebooks(RULES)
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
