import { first, type Reader } from '../../db/port.ts'
import type { Id } from '../../model/id.ts'
import { RUNG_NAMES, TELLS } from '../../model/rung.ts'
import type { OrderContent } from '../../plan/order.ts'

/** An order that somebody has to telephone about. */
export interface Uncalled {
  readonly id: Id
  readonly number: string
  readonly revision: number
  readonly area: string
  readonly state: string
  readonly enterprise: Id
  readonly name: string
  /** Milligrams a day over all pollutants. */
  readonly weight: number
  /** When the order was given, or ended. */
  readonly changedAt: string
  readonly content: OrderContent
}

/** What tells that an enterprise may know of its order: a message was given to a channel, or more. */
const HEARD = [...RUNG_NAMES.filter((rung) => rung !== 'queued'), ...Object.keys(TELLS)]

/** Whoever heard of the order in any way has to hear of its end; whoever never did has nothing to stop doing. */
const UNTOLD = `o.state in ('released', 'recalled')
  and exists (select 1 from evidence e where e.order_row = o.id and e.rung = any($5::text[]))
  and not exists (select 1 from evidence e where e.order_row = o.id and e.rung in ('releaseDelivered', 'recallDelivered'))`

/** Newest revisions that nobody has or nobody has answered, and ends that nobody was told of; by id, after one. */
export async function uncalled(
  db: Reader,
  warning: Id,
  areas: readonly string[],
  after: Id | null,
  limit: number,
): Promise<Uncalled[]> {
  return await db.rows<Uncalled>(
    `select o.id, o.number, o.revision, o.area, o.state, o.enterprise_id as enterprise, o.name, o.weight,
       o.updated_at as "changedAt", o.content
     from enterprise_order o
     where o.warning_id = $1 and o.area = any($2::text[]) and ($3::uuid is null or o.id > $3)
       and not exists (select 1 from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)
       and (o.state in ('planned', 'unreached', 'live') or ${UNTOLD})
     order by o.id limit $4`,
    [warning, areas, after, limit, HEARD],
  )
}

/** How many enterprises of the list the plan of a revision has not come to yet: their orders do not exist. */
export async function unplanned(db: Reader, warning: Id, revision: number): Promise<number> {
  const found = await first<{ left: number }>(
    db,
    `select case when p.done_at is not null then 0 else l.size - coalesce(p.planned + p.unchanged, 0) end as left
     from warning w join list l on l.id = coalesce(w.list_id,
         (select i.id from list i where i.area = w.area and i.released_at <= w.signed_at
          order by i.released_at desc, i.id desc limit 1))
       left join planning p on p.warning_id = w.id and p.revision = $2 and p.purpose = 'order'
     where w.id = $1 and w.signed_at is not null and w.state not in ('lifted', 'withdrawn', 'dismissed')`,
    [warning, revision],
  )
  return found?.left ?? 0
}
