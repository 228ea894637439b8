import { MACHINES } from '../../machines/index.ts'
import type { OrderContext, OrderInput } from '../../machines/order.ts'
import { first, type Db } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import type { Instant } from '../model/time.ts'

/**
 * Points every contact of a demonstration or drill at the simulated enterprises of this machine, `<base>/e/<credit
 * code>`. The enterprises are invented: there is no address of theirs to keep.
 */
export async function sendTo(db: Db, base: string): Promise<void> {
  await db.rows(
    `update contact c set url = $1 || '/e/' || e.credit_code from enterprise e
     where e.id = c.enterprise_id and c.url is distinct from $1 || '/e/' || e.credit_code`,
    [base],
  )
}

/** Takes a throw-away world's schema away with everything in it. */
export async function dropSchema(db: Db, schema: string): Promise<void> {
  await db.rows(`drop schema if exists ${schema} cascade`)
}

/** Rows of one statement: what the embedded connection writes in one transaction. */
const AT_ONCE = 500

/** Orders that were delivered and wait for an answer until `due(n)`: for a bench of deadlines, in an empty world. */
export async function armOrders(
  db: Db,
  { count, due, ladder }: { count: number; due: (n: number) => Instant; ladder: OrderInput['ladder'] },
  now: Instant,
): Promise<void> {
  const warning = newId(now)
  await db.rows(
    `insert into warning (id, area, state, context, machine_version, created_at, updated_at, name, rulebook_id,
       rulebook_hash, episode_from)
     values ($1, '140800', 'inForce', '{}', $2, $3, $3, '示例', '示例', '', '2020-01-01')`,
    [warning, MACHINES.warning.version, now],
  )
  for (let n = 0; n < count; n += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, k) => ({ id: newId(now), at: due(n + k) }))
    const contexts = rows.map(({ at }): OrderContext => ({ level: 'orange', ahead: ladder, rung: null, answerBy: at }))
    await db.rows(
      `insert into enterprise_order (id, area, state, context, machine_version, due_at, created_at, updated_at, order_id,
         number, revision, purpose, warning_id, enterprise_id, credit_code, name, grade, weight, content)
       select id, '140802', 'live', context::jsonb, $1, due, $2, $2, id, '示例', 1, 'order', $3, id, '示例', '示例', 'C', 0, '{}'
       from unnest($4::uuid[], $5::timestamptz[], $6::text[]) as o (id, due, context)`,
      [
        MACHINES.order.version,
        now,
        warning,
        rows.map(({ id }) => id),
        rows.map(({ at }) => at),
        contexts.map((context) => JSON.stringify(context)),
      ],
    )
  }
}

/** The oldest deadline of an order that stands. */
export async function oldestDeadline(db: Db): Promise<Instant | null> {
  const row = await first<{ at: Instant | null }>(
    db,
    'select min(due_at) as at from enterprise_order where due_at is not null',
  )
  return row?.at ?? null
}

/** What a dispatch has written so far: rows, and bytes on the disk with all indexes. */
export async function writtenBy(db: Db): Promise<{ rows: number; bytes: number }> {
  const tables = ['enterprise_order', 'delivery', 'evidence', 'effect', 'journal', 'seal']
  const each = tables.map(
    (table) => `select count(*) as rows, pg_total_relation_size('${table}') as bytes from ${table}`,
  )
  const row = await first<{ rows: number; bytes: number }>(
    db,
    `select sum(rows)::bigint as rows, sum(bytes)::bigint as bytes from (${each.join(' union all ')}) as each`,
  )
  return row ?? { rows: 0, bytes: 0 }
}

/** Under which key the meters of a bench send, and where they are. */
export interface Made {
  readonly key: Id
  readonly area: string
  readonly now: Instant
  readonly secret: Buffer
}

/** Power meters `M<from>` and on, each of an enterprise of its own, under one key. */
export async function makeMeters(
  db: Db,
  { key, area, now, secret }: Made,
  from: number,
  count: number,
  ids: () => Id,
): Promise<void> {
  await db.rows(
    `insert into evidence_key (id, area, name, secret, entered_by, created_at)
     values ($1, $2, 'bench', decode($3, 'hex'), 'engine', $4) on conflict do nothing`,
    [key, area, secret.toString('hex'), now],
  )
  await makeSources(
    db,
    { area, now, kind: 'power', everyMinutes: 15 },
    rowsOf(from, count, ids, (n) => [key, `M${n}`]),
  )
}

/** Data loggers `L<from>` and on, each with two pollutants of a stack. */
export async function makeDevices(
  db: Db,
  { area, now, secretOf, ids }: { area: string; now: Instant; secretOf: (mn: string) => Buffer; ids: () => Id },
  from: number,
  count: number,
): Promise<void> {
  const devices = Array.from({ length: count }, (_, n) => ({ id: ids(), mn: `L${from + n}` }))
  await db.rows(
    `insert into evidence_key (id, area, name, mn, secret, entered_by, created_at)
     select id, $1, mn, mn, decode(secret, 'hex'), 'engine', $2 from unnest($3::uuid[], $4::text[], $5::text[]) as d (id, mn, secret)`,
    [
      area,
      now,
      devices.map(({ id }) => id),
      devices.map(({ mn }) => mn),
      devices.map(({ mn }) => secretOf(mn).toString('hex')),
    ],
  )
  for (const factor of ['a21026', 'a21002']) {
    const rows = rowsOf(0, count, ids, (n) => [devices[n]?.id ?? '', `${factor}-Rtd/2011`])
    await makeSources(db, { area, now, kind: 'online', everyMinutes: 1 }, rows)
  }
}

function rowsOf(from: number, count: number, ids: () => Id, of: (n: number) => [key: Id, code: string]) {
  return Array.from({ length: count }, (_, n) => {
    const [key, code] = of(from + n)
    return { id: ids(), enterprise: ids(), key, code }
  })
}

async function makeSources(
  db: Db,
  { area, now, kind, everyMinutes }: { area: string; now: Instant; kind: 'power' | 'online'; everyMinutes: number },
  rows: readonly { id: Id; enterprise: Id; key: Id; code: string }[],
): Promise<void> {
  await db.rows(
    `with entered as (
       insert into evidence_source (id, area, enterprise_id, kind, measures, name, unit, form, every_minutes, key_id, code,
         entered_by, created_at)
       select id, $1, enterprise, $2, case $2 when 'power' then 'production' else 'stack' end, code,
         case $2 when 'power' then 'kWh' else 'mg/m³' end, case $2 when 'power' then 'interval' else 'level' end, $3, key,
         code, 'engine', $4
       from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::text[]) as s (id, enterprise, key, code) returning no)
     insert into evidence_beat (source_no) select no from entered`,
    [
      area,
      kind,
      everyMinutes,
      now,
      rows.map(({ id }) => id),
      rows.map(({ enterprise }) => enterprise),
      rows.map(({ key }) => key),
      rows.map(({ code }) => code),
    ],
  )
}
