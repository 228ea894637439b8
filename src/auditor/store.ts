import { MACHINES } from '../../machines/index.ts'
import { first, type Db, type Reader, type Tx } from '../db/port.ts'
import { newId, type Id } from '../model/id.ts'
import { addMinutes, type Instant } from '../model/time.ts'
import type { World } from '../world.ts'
import { OF_CONSULTATIONS } from './consultations.ts'
import { OF_DEPARTMENTS } from './departments.ts'
import { GUARDS } from './guards.ts'
import type { Breach, Statement } from './invariants.ts'
import { OF_SIGNING } from './signing.ts'

/** What of one invariant is named in one look; where more is wrong, the first are enough to act on. */
const MOST = 20

const ALIVE = `o.state not in ('superseded', 'released', 'recalled')`
const ENDED = `w.state in ('lifted', 'withdrawn', 'dismissed')`
const ORDER = `o.number || '.' || o.revision`
const severity = (level: string) => `array_position(array['blue', 'yellow', 'orange', 'red'], ${level})`
const OF_ORDER = severity(`coalesce(o.content->>'measures', o.content->>'level')`)
/** Another warning holds: where its area is around or inside, what it asks adds to the same order. */
const OTHER = `exists (select from warning v where v.id <> w.id and v.signed_at is not null
  and v.state not in ('lifted', 'withdrawn', 'dismissed'))`
/** Nothing is under way that changes the orders of a warning: until it is done, old and new stand side by side. */
const RESTS = `not exists (select from effect e where e.subject = w.id and e.lane = 'desk' and e.parked_at is null
  and e.kind in ('planOrders', 'planAgain', 'planException', 'recallOrders', 'releaseOrders', 'releasePart', 'announceLift', 'handOver', 'announceRelease'))`

/** Cheap enough for every minute: few rows, or what an index finds. */
const EACH_MINUTE: readonly Statement[] = [
  [
    'I2',
    'an enterprise holds two live orders',
    `select min(area) as area, credit_code as what from enterprise_order o where ${ALIVE}
     group by credit_code having count(*) > 1`,
  ],
  [
    'I2',
    'an enterprise of the list has no live order while its warning asks for one',
    `select w.area, w.name || ' ' || l.enterprise_id as what from warning w join listing l on l.list_id = w.list_id
     where (w.state like 'scheduled.%' or w.state like 'inForce.%' or w.state like 'suspended.%' or w.state = 'lifting')
       and w.context->>'measures' <> 'blue' and w.context->'stages' = '[]' and ${RESTS}
       and (select count(*) from enterprise_order o where o.warning_id = w.id and ${ALIVE})
         < (select count(*) from listing n where n.list_id = w.list_id)
       and not exists (select from enterprise_order o where o.enterprise_id = l.enterprise_id and ${ALIVE})
       and not exists (select from listing_exception x where x.warning_id = w.id
         and x.enterprise_id = l.enterprise_id and x.unordered)
       and not exists (select from unplanned u where u.warning_id = w.id and u.enterprise_id = l.enterprise_id)`,
  ],
  [
    'I3',
    'an order lives after its warning has ended, or although its level asks for none',
    `select o.area, ${ORDER} as what from warning w join enterprise_order o on o.warning_id = w.id and ${ALIVE}
     where (${ENDED} or w.context->>'measures' = 'blue') and ${RESTS}`,
  ],
  [
    'I4',
    'an effect waits for a person',
    `select area, kind || ': ' || last_error as what from effect where parked_at is not null`,
  ],
  [
    'I5',
    'a decision does not say by which book, clauses and inputs it was made',
    `select w.area, w.name as what from warning w left join assessment a on a.id = w.assessment_id
     where w.rulebook_id = '' or w.rulebook_hash = '' or (a.id is not null and (a.rulebook_hash = ''
       or cardinality(a.bulletins) = 0 or a.trace::text in ('null', '{}', '[]')
       or (a.level <> 'none' and cardinality(a.clauses) = 0)))`,
  ],
  [
    'I6',
    'a message is open and nothing will send it, or two things will',
    // What was asked for together ends together: one of them may have an attempt of its own by then.
    `select area, key as what from (
       select d.area, d.key, d.id, (select count(*) from effect e where e.subject = d.id and e.kind = 'deliver')
         + (select count(*) from in_line l where l.delivery_id = d.id) as ways
       from delivery d where d.state in ('queued', 'retrying')) as open
     where ways > 1 or ways = 0 and id not in (
       select jsonb_array_elements_text(params->'deliveries')::uuid from effect where kind = 'deliverTogether')`,
  ],
  [
    'I6',
    'a line stands still',
    `select '' as area, p.name as what from provider p where exists (select from in_line l where l.provider_id = p.id)
       and not exists (select from effect e where e.subject = p.id and e.kind = 'pace')`,
  ],
  [
    'I6',
    'nobody asks after a message in doubt, or waits for its report',
    `select d.area, d.key as what from delivery d where d.state = 'accepted' and d.due_at is null
       or d.state = 'doubtful' and not exists (
         select from effect e where e.subject = d.id and e.kind = 'askProvider')`,
  ],
  [
    'I6',
    'an order waits and no message carries it',
    `select o.area, ${ORDER} as what from enterprise_order o join warning w on w.id = o.warning_id
     where o.state = 'planned' and ${RESTS}
       and not exists (select from delivery d where d.order_row = o.id
         and d.state in ('queued', 'retrying', 'doubtful', 'accepted'))`,
  ],
  [
    'I6',
    'an order is unanswered and nobody will ask',
    `select o.area, ${ORDER} as what from enterprise_order o
     where o.state in ('live', 'unreached') and o.due_at is null
       and coalesce(o.context->>'rung', '') not in ('county', 'inspector')`,
  ],
  [
    'I10',
    'a county’s warning is weaker than its city’s',
    `select w.area, w.name || ' ' || (w.context->>'level') as what from warning w join area a on a.code = w.area
       join warning above on above.area = a.parent
     where a.kind = 'county' and w.state like 'inForce.%' and above.state like 'inForce.%'
       and array_position(array['blue', 'yellow', 'orange', 'red'], w.context->>'level')
         < array_position(array['blue', 'yellow', 'orange', 'red'], above.context->>'level')`,
  ],
]

/** What reads the content of orders: for some of them at a time, `$1`. */
const IN_TURN: readonly Statement[] = [
  [
    'I2',
    'a live order is not its newest revision',
    `select o.area, ${ORDER} as what from enterprise_order o where o.id = any($1::uuid[]) and ${ALIVE}
       and exists (select from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)`,
  ],
  [
    'I2',
    'a live order keeps a level, measures or an end that holds no longer, or rests while its warning does not',
    `select o.area, ${ORDER} || ' ' || (o.content->>'level') as what
     from enterprise_order o join warning w on w.id = o.warning_id
     where o.id = any($1::uuid[]) and ${ALIVE} and w.state <> 'lifting' and ${RESTS}
       and (o.content->>'level' <> w.context->>'level'
         or ${OF_ORDER} < ${severity("w.context->>'measures'")} or (${OF_ORDER} > ${severity("w.context->>'measures'")}
           and not exists (select from tightening t where t.warning_id = w.id and t.area = o.area and t.level is not null)
           and not ${OTHER})
         or (o.content->'suspended' is not null) <> (w.state like 'suspended.%') and not ${OTHER}
         or (o.content->>'ends')::timestamptz is distinct from (w.context->>'endsAt')::timestamptz)`,
  ],
  [
    'I3',
    'nobody is told that an order has ended',
    `select o.area, ${ORDER} as what from enterprise_order o join warning w on w.id = o.warning_id
     where o.id = any($1::uuid[]) and o.state = 'released' and ${RESTS}
       and exists (select from delivery d where d.order_row = o.id and d.purpose = 'order')
       and not exists (select from delivery d where d.order_row = o.id and d.purpose = 'release')
       and not exists (select from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)`,
  ],
  [
    'I3',
    'an order was sent by mistake, and somebody who may have it is not told',
    `select o.area, ${ORDER} as what from enterprise_order o join warning w on w.id = o.warning_id
     where o.id = any($1::uuid[]) and o.state = 'recalled' and ${RESTS}
       and not exists (select from delivery d where d.order_row = o.id and d.purpose = 'recall')
       and (exists (select from delivery d where d.order_row = o.id and d.purpose in ('order', 'reminder', 'second', 'other')
           and ((d.context->>'attempts')::int > 0 or d.state not in ('queued', 'retrying', 'withdrawn')))
         or exists (select from evidence e where e.order_row = o.id
           and e.rung in ('acknowledged', 'committed', 'done', 'read', 'difficulty', 'appeal')))`,
  ],
  [
    'I9',
    'an order that was published has changed',
    `select o.area, ${ORDER} as what from enterprise_order o join published p on p.order_row = o.id
     where o.id = any($1::uuid[]) and p.sha256 <> sha256(convert_to(o.content::text, 'UTF8'))`,
  ],
]

/** No drill reaches a live channel: what is sent there must stay on this machine. */
const EXERCISE: Statement = [
  'I8',
  'a message of an exercise goes to an address outside',
  `select d.area, d.key || ' ' || d.address as what from delivery d where d.order_row = any($1::uuid[])
     and d.address ~ '^[a-z]+://' and d.address !~ '^http://(127\\.|localhost[:/]|\\[::1\\])'`,
]
const LIVE: Statement = [
  'I8',
  'a log-in of a demonstration is open in the live world',
  `select area, login as what from officer where demo and ended_at is null`,
]

async function ask(db: Reader, [invariant, why, sql]: Statement, params: readonly unknown[] = []): Promise<Breach[]> {
  const found = await db.rows<{ area: string; what: string }>(`${sql} limit ${MOST}`, params)
  return found.map(({ area, what }) => ({ invariant, why, area, what }))
}

/** What is wrong with the whole, without reading the content of orders. */
export async function breachesOfWhole(db: Reader, kind: World['kind'] | null): Promise<Breach[]> {
  const found: Breach[] = []
  const statements = [...OF_SIGNING, ...EACH_MINUTE, ...GUARDS, ...OF_CONSULTATIONS, ...OF_DEPARTMENTS]
  for (const statement of kind === 'live' ? [...statements, LIVE] : statements)
    found.push(...(await ask(db, statement)))
  return found
}

/** What is wrong with some orders, and with what was sent of them. */
export async function breachesOfOrders(
  db: Reader,
  orders: readonly Id[],
  kind: World['kind'] | null,
): Promise<Breach[]> {
  const found: Breach[] = []
  const statements = kind === null || kind === 'live' ? IN_TURN : [...IN_TURN, EXERCISE]
  for (const statement of statements) found.push(...(await ask(db, statement, [orders])))
  return found
}

/** A deadline, or an effect, is late by so much before it counts as waiting for ever. */
const LATE_MINUTES = 10

/** What should have happened by `now` and has not: the clocks or the workers stand still. */
export async function breachesOfTime(db: Reader, now: Instant): Promise<Breach[]> {
  const since = addMinutes(now, -LATE_MINUTES)
  const effects: Statement = [
    'I4',
    'an effect is due and nobody carries it out',
    `select area, kind || ' since ' || not_before as what from effect where parked_at is null and not_before < $1`,
  ]
  const found = await ask(db, effects, [since])
  for (const { table, label } of Object.values(MACHINES)) {
    const deadlines: Statement = [
      'I6',
      'a deadline has passed and no clock has told of it',
      `select area, ${label} || ' since ' || due_at as what from ${table} where due_at < $1`,
    ]
    found.push(...(await ask(db, deadlines, [since])))
  }
  return found
}

/** The next orders after one, in the order of their ids. */
export async function ordersAfter(db: Reader, after: Id, limit: number): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>('select id from enterprise_order where id > $1 order by id limit $2', [
    after,
    limit,
  ])
  return rows.map(({ id }) => id)
}

/** Notes what these orders say as of now, where that is not noted yet. */
export async function notePublished(db: Db, orders: readonly Id[]): Promise<void> {
  await db.rows(
    `insert into published (order_row, sha256)
     select id, sha256(convert_to(content::text, 'UTF8')) from enterprise_order
     where id = any($1::uuid[]) and not exists (select from published p where p.order_row = id)
     on conflict do nothing`,
    [orders],
  )
}

/** The oldest entry of the journal that is not in the chain, by its number; null where all are. */
export async function oldestUnsealed(db: Reader): Promise<number | null> {
  const row = await first<{ seq: number | null }>(
    db,
    `select min(seq) as seq from journal where (tx, seq) > (
       select coalesce(max(tx::text::bigint), 0)::text::xid8, coalesce(max(seq), 0) from (
         select tx, seq from seal order by n desc limit 1) as newest)`,
  )
  return row?.seq ?? null
}

/** Keeps what the last look found, and when one last found nothing, for those who ask without looking themselves. */
export async function keepVerdict(db: Reader, verdict: { at: Instant; ok: boolean; counts: object }): Promise<void> {
  await db.rows(
    `insert into fact as f (key, value) values ('auditor', $1::jsonb)
     on conflict (key) do update set value = f.value || excluded.value`,
    [JSON.stringify({ ...verdict, ...(verdict.ok ? { okAt: verdict.at } : {}) })],
  )
}

/** What the alarms of this installation are about: one thing, so that its calls are not begun again each minute. */
export async function alarmId(tx: Tx, now: Instant): Promise<Id> {
  const [row] = await tx.rows<{ id: Id }>(
    `insert into fact as f (key, value) values ('auditorAlarm', jsonb_build_object('id', $1::text))
     on conflict (key) do update set value = f.value returning value->>'id' as id`,
    [newId(now)],
  )
  if (!row) throw new Error('an upsert that returns its row returned none')
  return row.id
}
