import type { Statement } from './invariants.ts'

/** What must hold of signatures and notices (签发、通知), cheap enough for every minute. */
export const OF_SIGNING: readonly Statement[] = [
  [
    'I1',
    'an order was written for a level that nobody of the rank signed',
    `select o.area, o.what || ' ' || o.level as what from (
       select warning_id, context->>'level' as level, min(area) as area, min(number) as what
       from enterprise_order group by 1, 2) o
     where not exists (select from signature s where s.warning_id = o.warning_id and s.decision = 'sign'
       and s.change->>'kind' <> 'lift' and s.change->>'level' = o.level
       and greatest(s.rank, coalesce(s.deputy_for, 0)) >= (s.change->>'rank')::int)`,
  ],
  [
    'I1',
    'something was signed that was not conferred on',
    `select s.area, w.name || ' ' || (s.change->>'kind') as what from signature s join warning w on w.id = s.warning_id
     where s.decision = 'sign' and not exists (
       select from consultation c where c.warning_id = s.warning_id and c.decision = 'proceed' and c.change = s.change)`,
  ],
  [
    'I1',
    'whoever entered a signature had concluded on it himself',
    `select s.area, w.name || ' ' || (s.change->>'kind') as what from signature s join warning w on w.id = s.warning_id
     where s.entered_by is not null and s.decision = 'sign' and s.entered_by = (
       select c.decided_by from consultation c where c.warning_id = s.warning_id and c.decision = 'proceed'
         and c.decided_at <= s.signed_at order by c.decided_at desc, c.id desc limit 1)`,
  ],
  [
    'I9',
    'the numbers of notices have a gap',
    `select area, area || ' ' || year as what from warning_notice where number is not null
     group by area, year having count(*) <> max(number)`,
  ],
]
