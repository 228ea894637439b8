-- Every book of levels (预警分级) by which something was or may be judged, whole, by the hash of what it says (law 8). Files of
-- rules change with the engine; what a living warning is judged by does not.
create table rulebook (
  hash text primary key,
  id text not null,
  content jsonb not null,
  kept_at timestamptz not null
);

-- A book of this installation (规则发布): one officer hands it in, another releases it. It counts for warnings that begin
-- afterwards; of one id the last one released.
create table rulebook_release (
  id uuid primary key,
  area text not null,
  book text not null,
  hash text not null references rulebook (hash),
  -- as it was handed in
  text text not null,
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decision text check (decision in ('confirm', 'refuse')),
  decided_by text,
  decided_because text,
  decided_at timestamptz
);
create index rulebook_release_area on rulebook_release (area, id);
create unique index rulebook_release_open on rulebook_release (book) where decided_at is null;

-- A living warning goes on by a corrected version of its own book (规则更正), when two officers say so.
create table repin (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  from_hash text not null,
  to_hash text not null references rulebook (hash),
  reason text not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decision text check (decision in ('confirm', 'refuse')),
  decided_by text,
  decided_because text,
  decided_at timestamptz
);
create index repin_area on repin (area, id);
create unique index repin_open on repin (warning_id) where decided_at is null;
