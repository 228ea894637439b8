import { first, type Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Stops } from './decide.ts'

const STOPS = `(l->'action'->'measure'->>'kind' = 'stop' or l->'also'->'measure'->>'kind' = 'stop')`

export async function stopsUnder(db: Reader, warning: Id): Promise<Stops> {
  const found = await first<Stops>(
    db,
    `select count(distinct o.id) as enterprises, count(*) as lines,
       coalesce(sum((l->>'safeStopHours')::float8), 0) as "safeStopHours",
       coalesce(max((l->>'safeStopHours')::float8), 0) as "longestSafeStopHours"
     from enterprise_order o cross join json_array_elements(o.content->'lines') as l
     where o.warning_id = $1 and o.state not in ('superseded', 'released', 'recalled')
       and l->>'binding' = 'true' and ${STOPS}`,
    [warning],
  )
  if (!found) throw new Error('a count without a row')
  return found
}
