-- The journal is ordered by transaction numbers. A server into which a backup was restored begins them low again, so that
-- whatever is written there would come before what was sealed long ago, and would never be sealed itself: `airshed
-- restore` lifts this number so far that they go on (src/ops/backup/store.ts). Zero where nothing was restored.
create function journal_era() returns bigint language sql immutable return 0::bigint;

create function journal_tx() returns xid8 language sql
return (journal_era() + pg_current_xact_id()::text::bigint)::text::xid8;

-- Entries below it can no longer be overtaken by one that is still to be committed.
create function journal_horizon() returns xid8 language sql stable
return (journal_era() + pg_snapshot_xmin(pg_current_snapshot())::text::bigint)::text::xid8;

alter table journal alter column tx set default journal_tx();

-- What an effect came of, and what the things came of that were begun one by one (来由): one id from a bulletin to its
-- messages, for logs and traces (src/db/trace.ts). Nothing is decided by it.
alter table effect add column trace text;
create table thread (
  subject uuid primary key,
  trace text not null
);
