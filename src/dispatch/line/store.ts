import { ask, finish } from '../../db/effects.ts'
import { first, type Reader, type Tx } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import type { Instant } from '../../model/time.ts'
import { full, type Bucket, type Rate } from '../bucket.ts'
import type { Channel, ChannelName } from '../channel.ts'
import { IS_STALE } from '../store.ts'
import type { Gone, Waiting } from './decide.ts'

/** One that takes its place in a provider's line. */
export interface Arriving extends Waiting {
  readonly effect: Id | null
  readonly delivery: Id
  readonly attempt: number
}

/** Puts messages into the line of their provider, and has the line looked at. */
export async function joinLine(
  tx: Tx,
  { provider, name, limits }: Pick<Channel, 'provider' | 'name' | 'limits'>,
  arriving: readonly Arriving[],
  now: Instant,
): Promise<void> {
  const [one] = arriving
  if (!limits || !one) return
  const { count, perMs, burst } = limits.rate
  const [row] = await tx.rows<{ id: Id }>(
    `insert into provider (id, name, channel, count, per_ms, burst, credit, filled_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (name) do update set channel = $3, count = $4, per_ms = $5, burst = $6 returning id`,
    [newId(now), provider, name, count, perMs, burst, full(limits.rate, now).credit, now],
  )
  if (!row) throw new Error('a provider that is neither new nor known')
  // A reminder and a release have no hour to come: their hour is the one in which they were written. A letter has none:
  // every order goes first.
  const placed = await tx.rows<{ area: string }>(
    `insert into in_line (delivery_id, provider_id, attempt, receiver, text, parts, due, weight, not_before)
     select a.delivery, $1, a.attempt, decode(a.receiver, 'hex'), decode(a.text, 'hex'), a.parts,
       case when d.purpose = 'letter' then 'infinity'
         when d.purpose in ('order', 'second', 'other') then (o.content->>'starts')::timestamptz else d.created_at end,
       coalesce(o.weight, 0), $2::timestamptz
     from unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::int[])
       as a (delivery, attempt, receiver, text, parts)
       join delivery d on d.id = a.delivery left join enterprise_order o on o.id = d.order_row
     on conflict (delivery_id) do update set attempt = excluded.attempt, not_before = excluded.not_before
     returning (select d.area from delivery d where d.id = delivery_id)`,
    [
      row.id,
      now,
      arriving.map(({ delivery }) => delivery),
      arriving.map(({ attempt }) => attempt),
      arriving.map(({ receiver }) => receiver),
      arriving.map(({ text }) => text),
      arriving.map(({ parts }) => parts),
    ],
  )
  await finish(
    tx,
    arriving.flatMap(({ effect }) => effect ?? []),
  )
  await askPace(tx, row.id, placed[0]?.area ?? '', now, now)
}

/** Has the line of a provider looked at from an instant on. */
export async function askPace(tx: Tx, provider: Id, area: string, notBefore: Instant, now: Instant): Promise<void> {
  await ask(tx, [{ kind: 'pace', subject: provider, area, params: {}, notBefore }], now)
}

/** The looks at a provider's line that are asked for: who holds the provider does them all at once. */
export async function asked(tx: Tx, provider: Id): Promise<Id[]> {
  const rows = await tx.rows<{ id: Id }>(
    `select id from effect where subject = $1 and kind = 'pace' and parked_at is null`,
    [provider],
  )
  return rows.map(({ id }) => id)
}

/** A provider as it is stored. */
export interface ProviderRow {
  id: Id
  name: string
  channel: ChannelName
  rate: Rate
  bucket: Bucket
}

const PROVIDER = `id, name, channel, jsonb_build_object('count', count, 'perMs', per_ms, 'burst', burst) as rate,
  credit, filled_at as at`
type Flat = Omit<ProviderRow, 'bucket'> & Bucket

/** Locks a provider: its bucket is taken from by one at a time. */
export async function lockProvider(tx: Tx, id: Id): Promise<ProviderRow | null> {
  const row = await first<Flat>(tx, `select ${PROVIDER} from provider where id = $1 for update`, [id])
  return row && withBucket(row)
}

function withBucket({ credit, at, ...row }: Flat): ProviderRow {
  return { ...row, bucket: { credit, at } }
}

export async function saveBucket(tx: Tx, id: Id, { credit, at }: Bucket): Promise<void> {
  await tx.rows('update provider set credit = $2, filled_at = $3 where id = $1', [id, credit, at])
}

/** Every provider that has carried a message of this world, with what is in its bucket. */
export async function providersOf(db: Reader): Promise<ProviderRow[]> {
  return (await db.rows<Flat>(`select ${PROVIDER} from provider order by name`)).map(withBucket)
}

/** Units of everything that waits for room, letters too, by channel. */
export async function waitingParts(db: Reader): Promise<Map<string, number>> {
  const rows = await db.rows<{ channel: string; parts: number }>(
    `select p.channel, sum(l.parts)::int as parts from in_line l join provider p on p.id = l.provider_id group by p.channel`,
  )
  return new Map(rows.map(({ channel, parts }) => [channel, parts]))
}

/** One in the line. */
export interface InLine extends Waiting {
  delivery: Id
  attempt: number
  area: string
  /** What it carries is overtaken: it goes to be withdrawn, and takes nobody's room. */
  stale: boolean
}

/** The front of the line: nearest deadline first, then the biggest emitter. */
export async function front(tx: Tx, provider: Id, now: Instant, limit: number): Promise<InLine[]> {
  return await tx.rows<InLine>(
    `select l.delivery_id as delivery, l.attempt, d.area, l.parts, encode(l.receiver, 'hex') as receiver,
       encode(l.text, 'hex') as text,
       case when d.purpose = 'letter' then d.state not in ('queued', 'retrying') else ${IS_STALE} end as stale
     from in_line l join delivery d on d.id = l.delivery_id left join enterprise_order o on o.id = d.order_row
       left join warning w on w.id = o.warning_id
     where l.provider_id = $1 and l.not_before <= $2
     order by l.due, l.weight desc, l.delivery_id limit $3`,
    [provider, now, limit],
  )
}

/** What went to some receivers since an instant. */
export async function goneTo(tx: Tx, provider: Id, receivers: readonly string[], since: Instant): Promise<Gone[]> {
  return await tx.rows<Gone>(
    `select encode(receiver, 'hex') as receiver, encode(text, 'hex') as text, at from handed
     where provider_id = $1 and at > $3
       and receiver in (select decode(r, 'hex') from unnest($2::text[]) as r)`,
    [provider, receivers, since],
  )
}

/** Takes messages out of the line and asks for their attempt; those that are not stale count as gone to their receivers. */
export async function letPass(tx: Tx, provider: Id, passing: readonly InLine[], now: Instant): Promise<void> {
  const counted = passing.filter(({ stale }) => !stale)
  await tx.rows('delete from in_line where delivery_id = any($1::uuid[])', [passing.map(({ delivery }) => delivery)])
  await tx.rows(
    `insert into handed (provider_id, receiver, text, delivery_id, at)
     select $1, decode(receiver, 'hex'), decode(text, 'hex'), delivery, $2::timestamptz
     from unnest($3::text[], $4::text[], $5::uuid[]) as p (receiver, text, delivery)`,
    [
      provider,
      now,
      counted.map(({ receiver }) => receiver),
      counted.map(({ text }) => text),
      counted.map(({ delivery }) => delivery),
    ],
  )
  await ask(
    tx,
    passing.map(({ delivery, attempt, area }) => ({
      kind: 'deliver',
      subject: delivery,
      area,
      params: { attempt, granted: now },
    })),
    now,
  )
}

/**
 * Forgets what went out before an instant, as much as one transaction may write; returns how much. What tells of an order
 * that lives stays, however old: an answer by SMS is about it.
 */
export async function dropHanded(db: Reader, before: Instant): Promise<number> {
  const dropped = await db.rows(
    `delete from handed where ctid = any(array(
       select h.ctid from handed h join delivery d on d.id = h.delivery_id join enterprise_order o on o.id = d.order_row
       where h.at < $1 and not exists (
         select 1 from enterprise_order n where n.order_id = o.order_id and n.state not in ('superseded', 'released', 'recalled'))
       limit 500)) returning at`,
    [before],
  )
  return dropped.length
}

/** Has messages wait for their own receivers. */
export async function standAside(tx: Tx, later: readonly { delivery: Id; from: Instant }[]): Promise<void> {
  if (later.length === 0) return
  await tx.rows(
    `update in_line l set not_before = a.at from unnest($1::uuid[], $2::timestamptz[]) as a (delivery, at)
     where l.delivery_id = a.delivery`,
    [later.map(({ delivery }) => delivery), later.map(({ from }) => from)],
  )
}

/** The earliest instant at which somebody in the line may go, as far as their receivers are concerned; null: nobody waits. */
export async function earliest(tx: Tx, provider: Id): Promise<{ at: Instant; area: string } | null> {
  return await first(
    tx,
    `select l.not_before as at, d.area from in_line l join delivery d on d.id = l.delivery_id
     where l.provider_id = $1 order by l.not_before limit 1`,
    [provider],
  )
}

/** How long the line of a provider is. */
export interface Line extends ProviderRow {
  /** Messages of the warning that have not gone out yet. */
  waiting: number
  /** Units of all orders that have not gone out yet, of every warning. */
  units: number
  /** Until when the last of the warning's own has to wait for its receiver; null where nobody has to. */
  lastFrom: Instant | null
}

/** The lines in which messages of a warning wait. Boards are looked at all the time: without providers it costs nothing. */
export async function linesOf(db: Reader, warning: Id): Promise<Line[]> {
  const providers = await db.rows<Flat>(`select ${PROVIDER} from provider order by name`)
  if (providers.length === 0) return []
  const open = await db.rows<{ channel: string } & Pick<Line, 'waiting' | 'units' | 'lastFrom'>>(
    `select d.channel, count(*)::int as waiting, max(l.not_before) as "lastFrom",
       (count(*) filter (where l.delivery_id is null))::int
         + coalesce((select sum(i.parts) from in_line i join provider p on p.id = i.provider_id
             where p.channel = d.channel and i.due < 'infinity'), 0)::int as units
     from enterprise_order o join delivery d on d.order_row = o.id left join in_line l on l.delivery_id = d.id
     where o.warning_id = $1 and d.state in ('queued', 'retrying') and d.channel = any($2::text[]) group by d.channel`,
    [warning, providers.map(({ channel }) => channel)],
  )
  const waiting = new Map(open.map((one) => [one.channel, one]))
  return providers.flatMap((provider) => {
    const found = waiting.get(provider.channel)
    return found ? [{ ...withBucket(provider), ...found, channel: provider.channel }] : []
  })
}
