import type { Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import type { Placed } from '../../model/stage.ts'
import type { Unsent } from '../store.ts'

/** A living order with what a stage of a lift goes by. */
export type Ending = Unsent & Placed & { readonly number: string }

/** Living orders of a warning after one enterprise, by enterprise. */
export function livingPage(db: Reader, warning: Id, after: Id | null, limit: number): Promise<Ending[]> {
  return db.rows(
    `select o.id, o.order_id as "orderId", o.number, o.revision, o.area, o.area as county, o.enterprise_id as enterprise,
       coalesce((select l.industry from warning w join listing l on l.list_id = w.list_id
         and l.enterprise_id = o.enterprise_id where w.id = o.warning_id), '') as industry
     from enterprise_order o where o.warning_id = $1 and o.state not in ('superseded', 'released', 'recalled')
       and ($2::uuid is null or o.enterprise_id > $2) order by o.enterprise_id limit $3`,
    [warning, after, limit],
  )
}
