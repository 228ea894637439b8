import { note, type Doing } from '../db/journal.ts'
import type { Reader, Tx } from '../db/port.ts'
import { aqiOfDay } from '../feed/judge.ts'
import { stationBulletins, stationsAt } from '../feed/stations/store.ts'
import { bulletinsBefore, bulletinsOver } from '../feed/store.ts'
import type { Areas } from '../model/area.ts'
import { newId } from '../model/id.ts'
import { dayOf, type Day, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import type { Issue, OutlookInput } from './decide.ts'
import { massOfHours } from './judge.ts'
import { ofStations } from './stations.ts'

/** What the outlook of an area is folded from, as known at `now`. */
export async function loadOutlook(
  db: Reader,
  { areas, rulebooks }: Pick<World, 'areas' | 'rulebooks'>,
  { area, from, to, now }: { area: string; from: Day; to: Day; now: Instant },
): Promise<Omit<OutlookInput, 'aqiOfHours'>> {
  const issues = await bulletinsOver(db, { area, from, to, at: now })
  const { precedence, stations: rule } = rulebooks.feeds(dayOf(now))
  const stations = await stationsAt(db, areas.within(area), now)
  const read = stations.length === 0 ? [] : await stationBulletins(db, stations, { from, to, at: now })
  const means = ofStations(read, stations, rule, aqiOfDay(rulebooks))
  const { freshHours } = precedence
  const providers = await providersOf(db, areas, area)
  const mass = massOfHours(rulebooks)
  return { now, from, to, issues: [...issues, ...means], freshHours, providers, massOfHours: mass }
}

/** The revisions that were replaced by these. */
export async function revisionsBefore(db: Reader, issues: readonly Issue[]): Promise<Issue[]> {
  const revised = issues.flatMap(({ id, revision }) => (revision > 1 ? [id] : []))
  return revised.length === 0 ? [] : await bulletinsBefore(db, revised)
}

/** Whose word counts first in an area: its own order, else that of the nearest area around it, else none. */
export async function providersOf(db: Reader, areas: Areas, area: string): Promise<string[]> {
  const around = areas.around(area)
  const rows = await db.rows<{ area: string; provider: string }>(
    'select area, provider from provider_rank where area = any($1::text[]) order by rank',
    [around],
  )
  const nearest = around.find((code) => rows.some((row) => row.area === code))
  return rows.flatMap((row) => (row.area === nearest ? [row.provider] : []))
}

/** Sets whose word counts first in an area and in all that lies in it; an empty list goes back to the area around it. */
export async function rankProviders(tx: Tx, area: string, providers: readonly string[], doing: Doing): Promise<void> {
  await tx.rows('delete from provider_rank where area = $1', [area])
  await tx.rows(
    `insert into provider_rank (area, rank, provider)
     select $1, rank, provider from unnest($2::text[]) with ordinality as ranked (provider, rank)`,
    [area, providers],
  )
  const id = newId(doing.now)
  await note(tx, { area, kind: 'providers', subject: id, event: 'PROVIDERS_RANKED', body: { providers } }, doing)
}
