-- A process that works for this world (进程), from its start on. It is known to live by an advisory lock that it holds
-- in a session of its own: the server takes that away with the connection, however the process ended.
create table life (
  id int generated always as identity primary key,
  host text not null,
  pid int not null,
  parts text[] not null,
  began_at timestamptz not null,
  -- what should be the same in all of them
  settings jsonb not null
);

-- Two numbers name the lock: the world's (its schema) and the life's.
create function lives(life int) returns boolean language sql stable as $$
  select exists (
    select from pg_locks
    where locktype = 'advisory' and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())
      and classid = (hashtext(current_schema())::bigint & 4294967295)::oid and objid = life::oid)
$$;

-- Who is working on what came under an Idempotency-Key: one that has died frees it.
alter table idempotency add column life int;

-- A clock that jumped and holds its deadlines until somebody has looked, from whatever process that is done.
create table clock_hold (
  life int primary key,
  expected timestamptz not null,
  read timestamptz not null
);

-- Parked effects are few, and asked for by every board and every look of the auditor.
create index effect_parked on effect (parked_at) where parked_at is not null;

-- I9: what an order says is published and stays. A change of its state touches none of these columns.
create function refuse_republishing() returns trigger language plpgsql as $$
begin
  raise exception 'what was published stays: a correction is a new revision';
end $$;
create trigger published_stays before update of content, order_id, number, revision, purpose, warning_id, enterprise_id,
  credit_code on enterprise_order for each statement execute function refuse_republishing();

-- What each order said when the auditor first saw it.
create table published (
  order_row uuid primary key,
  sha256 bytea not null
);
