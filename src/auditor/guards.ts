import type { Statement } from './invariants.ts'

/** What keeps the database itself from changing what must not change. */
export const GUARDS: readonly Statement[] = [
  [
    'I7',
    'the guard of the journal has been taken away',
    `select '' as area, guarded as what from unnest(array['journal', 'seal', 'seal_stretch', 'checkpoint']) as guarded where not exists (
       select from pg_trigger where tgrelid = guarded::regclass and tgname = guarded || '_is_append_only'
         and tgenabled <> 'D')`,
  ],
  [
    'I9',
    'the guard of what is published has been taken away',
    `select '' as area, guarded as what
     from unnest(array['enterprise_order', 'consultation_minutes'], array['published_stays', 'minutes_stay'])
       as g (guarded, guard) where not exists (
       select from pg_trigger where tgrelid = guarded::regclass and tgname = guard and tgenabled <> 'D')`,
  ],
]
