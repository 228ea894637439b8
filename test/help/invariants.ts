import { expect } from 'vitest'
import type { Reader } from '../../src/db/port.ts'

/**
 * The standing invariants of `design.md` as they show in a world's tables once everything has settled. Each is a
 * statement that finds what breaks it.
 */
const BREACHES: Readonly<Record<string, string>> = {
  'I1: an order was written for a level that nobody of the rank signed': `
    select o.number || '.' || o.revision as what from enterprise_order o where not exists (
      select 1 from signature s where s.warning_id = o.warning_id and s.decision = 'sign'
        and s.change->>'kind' <> 'lift' and s.change->>'level' = o.content->>'level'
        and s.rank >= (s.change->>'rank')::int)`,
  'I1: something was signed that was not conferred on': `
    select s.warning_id || ' ' || (s.change->>'kind') as what from signature s where s.decision = 'sign' and not exists (
      select 1 from consultation c where c.warning_id = s.warning_id and c.decision = 'proceed' and c.change = s.change)`,
  'I2: an enterprise holds two live orders': `
    select credit_code as what from enterprise_order where state not in ('superseded', 'released', 'recalled')
    group by credit_code having count(*) > 1`,
  'I2: a live order is not its newest revision': `
    select o.number || '.' || o.revision as what from enterprise_order o where state not in ('superseded', 'released', 'recalled')
      and exists (select 1 from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)`,
  'I2: a live order keeps a level or an end that holds no longer': `
    select o.number || '.' || o.revision || ' ' || (o.content->>'level') as what
    from enterprise_order o join warning w on w.id = o.warning_id
    where o.state not in ('superseded', 'released', 'recalled') and w.state <> 'lifting'
      and (o.content->>'level' <> w.context->>'level'
        or (o.content->>'ends')::timestamptz is distinct from (w.context->>'endsAt')::timestamptz)`,
  'an enterprise of the list has no live order while its warning asks for one': `
    select w.name || ' ' || l.enterprise_id as what from warning w join listing l on l.list_id = w.list_id
    where (w.state like 'scheduled.%' or w.state like 'inForce.%' or w.state = 'lifting') and w.context->>'level' <> 'blue'
      and not exists (select 1 from enterprise_order o where o.warning_id = w.id and o.enterprise_id = l.enterprise_id
        and o.state not in ('superseded', 'released', 'recalled'))
      and not exists (select 1 from listing_exception x where x.warning_id = w.id and x.enterprise_id = l.enterprise_id
        and x.unordered)`,
  'an order was sent by mistake, and somebody who may have it is not told': `
    select o.number || '.' || o.revision as what from enterprise_order o where o.state = 'recalled'
      and not exists (select 1 from delivery d where d.order_row = o.id and d.purpose = 'recall')
      and (exists (select 1 from delivery d where d.order_row = o.id and d.purpose in ('order', 'reminder', 'second')
          and ((d.context->>'attempts')::int > 0 or d.state not in ('queued', 'retrying', 'withdrawn')))
        or exists (select 1 from evidence e where e.order_row = o.id
          and e.rung in ('acknowledged', 'committed', 'done', 'read', 'difficulty', 'appeal')))`,
  'I3: an order lives after its warning has ended, or although its level asks for none': `
    select o.number || '.' || o.revision as what from enterprise_order o join warning w on w.id = o.warning_id
    where o.state not in ('superseded', 'released', 'recalled')
      and (w.state in ('lifted', 'withdrawn', 'dismissed') or w.context->>'level' = 'blue')`,
  'I3: nobody is told that an order has ended': `
    select o.number || '.' || o.revision as what from enterprise_order o where o.state = 'released'
      and exists (select 1 from delivery d where d.order_row = o.id and d.purpose = 'order')
      and not exists (select 1 from delivery d where d.order_row = o.id and d.purpose = 'release')
      and not exists (select 1 from enterprise_order n where n.order_id = o.order_id and n.revision > o.revision)`,
  'I4: an effect waits for a person': `select kind || ': ' || last_error as what from effect where parked_at is not null`,
  'I6: a message is open and nothing will send it, or two things will': `
    select d.key as what from delivery d where d.state in ('queued', 'retrying')
      and (select count(*) from effect e where e.subject = d.id and e.kind = 'deliver')
        + (select count(*) from in_line l where l.delivery_id = d.id) <> 1`,
  'I6: a line stands still': `
    select p.name as what from provider p where exists (select 1 from in_line l where l.provider_id = p.id)
      and not exists (select 1 from effect e where e.subject = p.id and e.kind = 'pace')`,
  'I6: nobody asks after a message in doubt, or waits for a report': `
    select d.key as what from delivery d where d.state = 'accepted' and d.due_at is null or d.state = 'doubtful'
      and not exists (select 1 from effect e where e.subject = d.id and e.kind = 'askProvider')`,
  'I6: an order waits and no message carries it': `
    select o.number || '.' || o.revision as what from enterprise_order o where o.state = 'planned'
      and not exists (select 1 from delivery d where d.order_row = o.id
        and d.state in ('queued', 'retrying', 'doubtful', 'accepted'))`,
  'I6: an order is unanswered and nobody will ask': `
    select o.number || '.' || o.revision as what from enterprise_order o where o.state in ('live', 'unreached')
      and o.due_at is null and o.context->>'rung' not in ('county', 'inspector')`,
  'I6: a consultation is open on what nobody proposes': `
    select c.id::text as what from consultation c join warning w on w.id = c.warning_id
    where c.decided_at is null and c.change is distinct from w.context->'change'`,
}

/** What breaks a standing invariant in a world that has settled; empty when all hold. */
export async function breaches(db: Reader): Promise<string[]> {
  const found: string[] = []
  for (const [invariant, sql] of Object.entries(BREACHES))
    for (const { what } of await db.rows<{ what: string }>(sql)) found.push(`${invariant}: ${what}`)
  return found
}

export async function expectSound(db: Reader): Promise<void> {
  expect(await breaches(db)).toEqual([])
}
