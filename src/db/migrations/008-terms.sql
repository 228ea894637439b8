-- A date that moves an enterprise (期限): set by a version of the list or by a grade.
create table term (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  enterprise_id uuid not null references enterprise (id),
  -- the list or the grading that set it
  source_id uuid not null,
  kind text not null,
  -- the number of the line that it is about; empty for the whole enterprise
  line text not null,
  day date not null,
  unique (source_id, enterprise_id, kind, line, day)
);
create index term_due on term (due_at) where due_at is not null;
create index term_alive on term (source_id, id) where state in ('running', 'announced');

-- What an enterprise and its officers are told (通知). Reaching people over a channel is not this table's business.
create table notice (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  kind text not null,
  -- once for each date, whichever version or grade set it
  about text not null,
  body jsonb not null,
  created_at timestamptz not null,
  unique (enterprise_id, kind, about)
);
create index notice_area on notice (area, id);
create index notice_enterprise on notice (enterprise_id, id);
