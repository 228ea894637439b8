import type { Reader } from '../../db/port.ts'
import type { Day, Instant } from '../../model/time.ts'

/** What was observed of an area from one July to the next. */
export interface ObservedSeason {
  readonly area: string
  /** The year in which it began. */
  readonly season: number
  readonly from: Day
  readonly to: Day
}

/** The seasons of which observations are stored, as known at an instant. */
export function observedSeasons(db: Reader, areas: readonly string[], at: Instant): Promise<ObservedSeason[]> {
  return db.rows<ObservedSeason>(
    `select area, extract(year from first_day - interval '6 months')::int as season,
       min(first_day)::text as "from", max(last_day)::text as "to"
     from bulletin where kind = 'observation' and area = any($1::text[]) and received_at <= $2
     group by 1, 2 order by 2 desc, 1`,
    [areas, at],
  )
}
