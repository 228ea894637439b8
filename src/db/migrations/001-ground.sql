-- Small facts about this world: its clock when it can be set, how far the journal is sealed.
-- Not `meta`: BullMQ has a table of that name, and the embedded database has one search path for both.
create table fact (
  key text primary key,
  value jsonb not null
);

-- The journal (日志): what happened, in the order in which transactions committed. Never changed, never deleted.
create table journal (
  seq bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  area text not null,
  kind text not null,
  subject uuid not null,
  members uuid[],
  event text not null,
  actor text not null,
  -- canonical JSON as text: jsonb would reorder it and the hash would not hold
  body text not null
);
create index journal_commit_order on journal (tx, seq);
create index journal_subject on journal (subject, seq);
create index journal_area on journal (area, seq);

-- The chain: the n-th entry in commit order, and the hash over everything up to it.
create table seal (
  n bigint primary key,
  tx xid8 not null,
  seq bigint not null unique references journal (seq),
  hash bytea not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;
create trigger journal_is_append_only before update or delete or truncate on journal
  for each statement execute function refuse_change();
create trigger seal_is_append_only before update or delete or truncate on seal
  for each statement execute function refuse_change();

-- What was decided and is not yet done. The queue may be wiped at any moment; this is what it is built from again.
create table effect (
  id uuid primary key,
  kind text not null,
  lane text not null,
  subject uuid not null,
  area text not null,
  params jsonb not null,
  priority smallint not null,
  not_before timestamptz not null,
  -- the database's own clock, not the world's: a lease on the queue must run even where the world stands still
  queued_at timestamptz,
  failed smallint not null default 0,
  last_error text,
  parked_at timestamptz
);
create index effect_to_queue on effect (priority, id) where queued_at is null and parked_at is null;
create index effect_due on effect (not_before) where parked_at is null;
create index effect_queued on effect (queued_at) where queued_at is not null;
create index effect_subject on effect (subject);

-- People by reference: rows elsewhere hold the id, this table the ciphertext under the person's own key.
create table person (
  id uuid primary key,
  area text not null,
  sealed bytea not null,
  created_at timestamptz not null
);
-- Deleting the key deletes the person; hashes are over ciphertext and still hold.
create table person_key (
  person_id uuid primary key references person (id),
  wrapped bytea not null
);
