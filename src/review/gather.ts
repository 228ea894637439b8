import type { Reader } from '../db/port.ts'
import type { WarningRow } from '../episode/store.ts'
import { GRADE_ZH } from '../model/enterprise.ts'
import type { Id } from '../model/id.ts'
import { addDays, addHours, dayOf, startOfDay, type Day, type Instant } from '../model/time.ts'
import { forecastersIn, outlook, type OutlookInput } from '../outlook/decide.ts'
import { aqiOfHours } from '../outlook/judge.ts'
import { pairsOf, skillOf } from '../outlook/skill/decide.ts'
import { loadOutlook } from '../outlook/store.ts'
import type { Industries } from '../rulebook/industries.ts'
import type { World } from '../world.ts'
import { verdictsOfWarning } from '../verification/store.ts'
import type { Verdict } from '../verification/verdict.ts'
import type { Entry, EpisodeRecord, ForecastDay, Judged } from './record.ts'
import { calledFor, entriesOf, messagesOf, ordersOf } from './store.ts'

/** Bulletins so many days before the first day of an episode spoke of it. */
const DAYS_AHEAD = 7

/** What is said of an episode so many days after its end is not looked for any more: late reports, verdicts, receipts. */
const LATE_DAYS = 60

/** Everything that the review of a warning is folded from, as known at an instant. */
export async function gather(
  db: Reader,
  world: Pick<World, 'areas' | 'rulebooks'>,
  industries: Industries,
  warning: WarningRow,
  at: Instant,
): Promise<EpisodeRecord> {
  const { id, area, name, episodeFrom } = warning
  const { areas } = world
  const within = areas.within(area)
  const bulletinsFrom = startOfDay(addDays(episodeFrom, -DAYS_AHEAD))
  const ended = warning.state === 'lifted' || warning.state === 'withdrawn' ? warning.updatedAt : null
  const until = addHours(ended ?? at, ended === null ? 1 : 24 * LATE_DAYS)
  const entries = await entriesOf(db, { warning: id, area, areas: within, bulletinsFrom, until })
  const own = industries.within(area, episodeFrom)
  const orders = await ordersOf(db, id, within)
  return {
    warning: { id, area, name },
    at,
    ended,
    entries,
    orders,
    messages: await messagesOf(db, id),
    verdicts: (await verdictsOfWarning(db, id)).map(judgedBy(entries)),
    ...(await forecastsOf(db, world, area, { from: episodeFrom, to: lastDay(warning, at) }, at)),
    called: await calledFor(db, id),
    names: {
      county: Object.fromEntries(within.map((code) => [code, areas.find(code)?.name ?? code])),
      industry: Object.fromEntries(
        [...new Set(orders.map(({ industry }) => industry))].map((one) => [one, own.nameOf(one).zh]),
      ),
      grade: GRADE_ZH,
    },
  }
}

/** A verdict with the last entry that tells of it. */
function judgedBy(entries: readonly Entry[]): (verdict: Verdict) => Judged {
  const told = new Map<Id, number>()
  for (const { kind, subject, members, seq } of entries)
    if (kind === 'verdict') for (const member of members ?? [subject]) told.set(member, seq)
  return ({ id, order, line, day, outcome, rests, shown }) => {
    return { order, line, day, outcome, rests, shown, seq: told.get(id) ?? null }
  }
}

/** The last whole day of the response; of one that still holds, today. */
function lastDay({ context, endedAt, episodeFrom }: WarningRow, at: Instant): Day {
  const end = endedAt ?? context.endsAt
  const last = end === null || end > at ? dayOf(at) : addDays(dayOf(end), -1)
  return last < episodeFrom ? episodeFrom : last
}

async function forecastsOf(
  db: Reader,
  world: Pick<World, 'areas' | 'rulebooks'>,
  area: string,
  { from, to }: { from: Day; to: Day },
  now: Instant,
): Promise<Pick<EpisodeRecord, 'days' | 'skill'>> {
  const known = await loadOutlook(db, world, { area, from, to, now })
  const input: OutlookInput = { ...known, aqiOfHours: aqiOfHours(world.rulebooks) }
  const rule = world.rulebooks.feeds(dayOf(now)).skill
  const said = forecastersIn(input.issues).map((provider) => ({ provider, pairs: pairsOf(input, provider) }))
  const observations = input.issues.filter(({ kind }) => kind === 'observation')
  const days = outlook({ ...input, issues: observations }).map(({ day, aqi }): ForecastDay => {
    const forecasts = said.flatMap(({ provider, pairs }) =>
      pairs.flatMap((pair) => (pair.day === day ? [{ provider, lead: pair.lead, aqi: pair.forecast }] : [])),
    )
    return { day, observed: aqi, forecasts }
  })
  return { days, skill: said.map(({ provider, pairs }) => ({ provider, leads: skillOf(pairs, rule) })) }
}
