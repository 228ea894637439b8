import type { Bulletin } from '../feed/store.ts'
import { dayAt, type Moment, type Pace } from '../feed/moment.ts'
import type { AqiOfDay, Concentrations, FeedValue } from '../feed/value.ts'
import type { Id } from '../model/id.ts'
import { POLLUTANTS, type Pollutant } from '../model/pollutant.ts'
import type { StationKind, StationRule } from '../rulebook/feeds.ts'
import type { Issue } from './decide.ts'

/** In whose name the mean of an area's stations stands (站点均值). */
export const STATIONS = '站点均值'

/**
 * What the stations of an area come to (站点汇总), one issue for each pace: the mean of each concentration over the
 * stations of the best kind that the area has, where enough of them say it. An index of their own is not averaged: the
 * index is no straight line. Every bulletin that was read stands in `others`.
 */
export function ofStations(
  bulletins: readonly Bulletin[],
  stations: readonly { readonly code: string; readonly kind: StationKind }[],
  rule: StationRule,
  aqiOfDay: AqiOfDay,
): Issue[] {
  const kind = rule.kinds.find((one) => stations.some((station) => station.kind === one))
  const counted = new Set(stations.filter((station) => station.kind === kind).map(({ code }) => code))
  const least = Math.ceil((counted.size * rule.percent) / 100)
  const own = bulletins
    .filter(({ station }) => counted.has(station))
    .toSorted((a, b) => (a.issuedAt === b.issuedAt ? b.revision - a.revision : a.issuedAt < b.issuedAt ? 1 : -1))
  return (['day', 'hour'] as const).flatMap((pace) => foldOf(own, pace, least, aqiOfDay) ?? [])
}

/** @param own the newest first. */
function foldOf(own: readonly Bulletin[], pace: Pace, least: number, aqiOfDay: AqiOfDay): Issue | null {
  const said = new Map<Moment, Map<string, FeedValue>>()
  const read = new Set<Id>()
  const ofPace = own.filter((bulletin) => bulletin.pace === pace)
  for (const { id, station, values } of ofPace)
    for (const value of values) {
      const others = said.get(value.at) ?? new Map<string, FeedValue>()
      if (others.has(station)) continue
      said.set(value.at, others.set(station, value))
      read.add(id)
    }
  const values = [...said]
    .flatMap(([at, by]) => meanOf(at, [...by.values()], pace, least, aqiOfDay) ?? [])
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  const [newest] = ofPace
  if (newest === undefined || values.length === 0) return null
  const { id, issuedAt, revision } = newest
  const others = [...read].filter((one) => one !== id).sort()
  return { id, kind: 'observation', provider: STATIONS, issuedAt, revision, pace, values, others, word: null }
}

function meanOf(
  at: Moment,
  values: readonly FeedValue[],
  pace: Pace,
  least: number,
  aqiOfDay: AqiOfDay,
): FeedValue | null {
  const concentrations: { [P in Pollutant]?: number } = {}
  for (const name of POLLUTANTS) {
    const given = values.flatMap((value) => value.concentrations?.[name] ?? [])
    if (given.length >= least && given.length > 0)
      concentrations[name] = Math.round((given.reduce((sum, one) => sum + one, 0) / given.length) * 1000) / 1000
  }
  if (Object.keys(concentrations).length === 0) return null
  const judged: Concentrations = concentrations
  const aqi = pace === 'day' ? aqiOfDay(judged, dayAt(at)) : null
  return pace === 'day' && aqi === null ? null : { at, aqi, by: 'concentrations', concentrations }
}
