-- What is done before any warning (临时管控): mild, voluntary measures of an area while the forecast calls for no more.
create table precaution (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  rulebook_id text not null,
  -- law 8: the very book that called for it
  rulebook_hash text not null,
  assessment_id uuid not null references assessment (id),
  starts_at timestamptz not null,
  -- until when it was called for last
  ends_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  reason text
);
create index precaution_area on precaution (area, id);
create index precaution_due on precaution (due_at) where due_at is not null;
-- An area has one at a time.
create unique index precaution_living on precaution (area) where state in ('proposed', 'holding');
