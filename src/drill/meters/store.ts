import { MACHINES } from '../../../machines/index.ts'
import { first, type Db } from '../../db/port.ts'
import { newId, type Id } from '../../model/id.ts'
import { addDays, startOfDay, type Day, type Instant } from '../../model/time.ts'
import type { OrderContent } from '../../plan/order.ts'

/** Rows of one statement: what the embedded connection writes in one transaction. */
const AT_ONCE = 500

/** Enterprises that were ordered to stand from a day on, with two meters each and readings of some days, in an empty world. */
export async function furnishMeters(
  db: Db,
  { count, area, day, days }: { count: number; area: string; day: Day; days: readonly Day[] },
  now: Instant,
): Promise<Id> {
  const [warning, key] = [newId(now), newId(now)]
  await db.rows(
    `insert into warning (id, area, state, context, machine_version, created_at, updated_at, name, rulebook_id,
       rulebook_hash, episode_from)
     values ($1, $2, 'inForce', '{}', $3, $4, $4, '示例', '示例', '', '2020-01-01')`,
    [warning, area, MACHINES.warning.version, now],
  )
  await db.rows(
    `insert into evidence_key (id, area, name, secret, entered_by, created_at) values ($1, $2, '示例', '\\x01', 'engine', $3)`,
    [key, area, now],
  )
  const content = JSON.stringify(contentFrom(startOfDay(day)))
  for (let n = 0; n < count; n += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, count - n) }, () => newId(now))
    const codes = ids.map((_, k) => `X${String(n + k).padStart(17, '0')}`)
    await db.rows(
      `insert into enterprise (id, area, credit_code, created_at) select id, $1, code, $2
       from unnest($3::uuid[], $4::text[]) as e (id, code)`,
      [area, now, ids, codes],
    )
    await db.rows(
      `insert into enterprise_order (id, area, state, context, machine_version, created_at, updated_at, order_id, number,
         revision, purpose, warning_id, enterprise_id, credit_code, name, grade, weight, content)
       select id, $1, 'acting', '{}', $2, $3, $3, id, '示例', 1, 'order', $4, id, code, '示例', 'C', 0, $5::json
       from unnest($6::uuid[], $7::text[]) as e (id, code)`,
      [area, MACHINES.order.version, now, warning, content, ids, codes],
    )
    await db.rows(
      `insert into evidence (order_row, rung, channel, at, actor, area)
       select id, 'delivered', 'webhook', $2, 'engine', $1 from unnest($3::uuid[]) as e (id)`,
      [area, now, ids],
    )
    for (const measures of ['production', 'treatment'])
      await db.rows(
        `with made as (
           insert into evidence_source (id, area, enterprise_id, line, kind, measures, name, unit, form, every_minutes,
             key_id, code, entered_by, created_at)
           select source, $1, id, '1#', 'power', $2, '电表', 'kWh', 'interval', 15, $3, source::text, 'engine', $4
           from unnest($5::uuid[], $6::uuid[]) as e (id, source) returning no)
         insert into evidence_beat (source_no, heard_at) select no, $4::timestamptz from made`,
        [area, measures, key, now, ids, ids.map(() => newId(now))],
      )
    for (const on of days)
      await db.rows(
        `insert into evidence_reading (source_no, at, value)
         select s.no, t.at, case when t.at < $3::timestamptz then 100 else 5 end + (s.no * 7 + n) % 5
         from evidence_source s, generate_series(0, 95) as n,
           lateral (select $1::timestamptz + n * interval '15 minutes' as at) t
         where s.enterprise_id = any($2::uuid[])`,
        [startOfDay(on), ids, startOfDay(day)],
      )
  }
  return warning
}

function contentFrom(starts: Instant): OrderContent {
  const say = { zh: '停产', en: 'stop' }
  const promised = { so2: 1_000_000, nox: 1_000_000, pm: 1_000_000, vocs: 1_000_000 }
  const action = { measure: { kind: 'stop' }, words: '停产', from: 'listed', clause: 'x' } as const
  const line = {
    line: '1#',
    name: '示例',
    action,
    also: null,
    binding: true,
    starts,
    rampDownFrom: null,
    continues: false,
    noticeHours: 0,
    safeStopHours: 0,
    means: ['power'],
    responsible: null,
    promised,
    flags: [],
    clauses: [],
    say,
  } as const
  return {
    form: 1,
    enterprise: { creditCode: '', name: '示例', county: '140802', class: 'key', grade: 'C' },
    level: 'orange',
    starts,
    ends: null,
    basis: 'listed',
    changes: [],
    summary: say,
    lines: [line],
    transport: null,
    clauses: [],
    promised,
  }
}

/** The floor of a verdict: the readings of a day, chunk by chunk, read and let go. */
export async function readAndDiscard(db: Db, day: Day): Promise<void> {
  const [from, until] = [startOfDay(day), startOfDay(addDays(day, 1))]
  const sources = await db.rows<{ no: number }>('select no from evidence_source order by enterprise_id, no')
  for (let n = 0; n < sources.length; n += AT_ONCE)
    await db.rows(
      'select source_no, at, value from evidence_reading where source_no = any($1::int[]) and at >= $2 and at < $3',
      [sources.slice(n, n + AT_ONCE).map(({ no }) => no), from, until],
    )
}

export async function verdictsMade(db: Db, day: Day): Promise<number> {
  const found = await first<{ n: number }>(
    db,
    `select count(*) as n from verdict where day = $1::date and judged = 'compliant'`,
    [day],
  )
  return found?.n ?? 0
}

export async function readingsOn(db: Db, day: Day): Promise<number> {
  const found = await first<{ n: number }>(
    db,
    'select count(*) as n from evidence_reading where at >= $1 and at < $2',
    [startOfDay(day), startOfDay(addDays(day, 1))],
  )
  return found?.n ?? 0
}
