import { monotonicMs } from '../../src/clock.ts'
import type { Db } from '../../src/db/port.ts'
import { throwAway } from '../../src/drill/throwAway.ts'
import { listWarnings } from '../../src/episode/store.ts'
import { loadAreas } from '../../src/inventory/store.ts'
import { Areas } from '../../src/model/area.ts'
import { figuresOf } from '../../src/review/figures.ts'
import { gather } from '../../src/review/gather.ts'
import { asPage } from '../../src/review/page.ts'
import { loadRulebooks } from '../../src/rulebook/books.ts'
import { loadIndustries } from '../../src/rulebook/industries.ts'

/*
 * `node test/load/review.ts DIRECTORY ORDERS`: how long the review of a large episode takes. The directory is what a drill
 * left (`drill … --keep DIRECTORY`), on the embedded database; its orders and what the journal says of each are written
 * again until there are as many as asked for. Beside it the floor: the same rows read and thrown away.
 */

const [directory = '', orders = '5000'] = process.argv.slice(2)
const db = await throwAway({ databaseUrl: null, redisUrl: null }, directory).openDb()
try {
  const [warning] = await listWarnings(db, { areas: ['140900', '140800'], alive: false }, null, 1)
  if (!warning) throw new Error(`no warning in ${directory}`)
  const has = await multiply(db, warning.id, Number(orders))
  const world = { areas: new Areas(await loadAreas(db)), rulebooks: loadRulebooks() }
  const industries = loadIndustries()
  const floor = await seconds(async () => {
    await db.rows('select content from enterprise_order where warning_id = $1', [warning.id])
    await db.rows('select seq, at, area, kind, subject, members, event, actor, body from journal')
  })
  const runs: number[] = []
  let page = ''
  for (let n = 0; n < 3; n++)
    runs.push(
      await seconds(async () => {
        const figures = figuresOf(await gather(db, world, industries, warning, '2024-01-31T00:00:00.000Z'))
        page = asPage({ title: '', mark: null, at: '2024-01-31T00:00:00.000Z', figures, notes: [], signed: null })
      }),
    )
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1024)
  process.stdout.write(
    `${JSON.stringify({ ...has, seconds: runs, floor, pageKB: Math.round(page.length / 1024), peakMB })}\n`,
  )
} finally {
  await db.close()
}

/** Orders with new ids, each with its content, and an entry of its own wherever the original is a member of one. */
async function multiply(on: Db, warning: string, most: number): Promise<{ orders: number; entries: number }> {
  const count = async () =>
    (
      await on.rows<{ n: number }>('select count(*)::int as n from enterprise_order where warning_id = $1', [warning])
    )[0]?.n ?? 0
  const first = await count()
  for (let has = first; has > 0 && has < most; has = Math.min(2 * has, most))
    await on.transaction(async (tx) => {
      await tx.rows(
        'create temp table twin on commit drop as select id as old, gen_random_uuid() as new from enterprise_order where warning_id = $1 order by created_at limit $2',
        [warning, Math.min(has, most - has)],
      )
      await tx.rows(
        `insert into enterprise_order select (jsonb_populate_record(o, jsonb_build_object('id', t.new, 'order_id', md5(o.order_id::text || $1::text)::uuid,
           'enterprise_id', md5(o.enterprise_id::text || $1::text)::uuid, 'number', o.number || $1::text))).* from enterprise_order o join twin t on t.old = o.id`,
        [String(has)],
      )
      await tx.rows(
        `insert into journal (at, area, kind, subject, members, event, actor, body)
         select j.at, j.area, j.kind, t.new, null, j.event, j.actor, j.body
         from (select j.*, unnest(coalesce(j.members, array[j.subject])) as one from journal j where j.kind = 'order') as j
           join twin t on t.old = j.one order by j.seq`,
      )
    })
  const [entries] = await on.rows<{ n: number }>('select count(*)::int as n from journal')
  return { orders: await count(), entries: entries?.n ?? 0 }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const from = monotonicMs()
  await work()
  return Math.round(monotonicMs() - from) / 1000
}
