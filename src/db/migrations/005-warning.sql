-- A warning (预警) of an area: the machine's columns, and what its guards do not read.
create table warning (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- the number that people say, `运城市 2020-12-26`
  name text not null,
  -- law 8: the book by which it was called, for as long as it lives
  rulebook_id text not null,
  rulebook_hash text not null,
  -- law 11: the list version from which its orders are planned; set when it is first signed
  list_id uuid,
  -- the assessment that called for what is proposed or in force
  assessment_id uuid,
  -- first day of the episode, observed days included
  episode_from date not null,
  signed_at timestamptz,
  ended_at timestamptz
);
create index warning_area on warning (area, id);
create index warning_due on warning (due_at) where due_at is not null;
-- One warning of an area lives at a time: a second proposal changes the first.
create unique index warning_alive on warning (area) where state not in ('lifted', 'dismissed', 'withdrawn');

-- A consultation (会商) on one proposed change.
create table consultation (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  change jsonb not null,
  assessment_id uuid,
  opened_at timestamptz not null,
  decided_at timestamptz,
  decision text,
  decided_by uuid,
  reason text
);
create index consultation_warning on consultation (warning_id, id);
create unique index consultation_open on consultation (warning_id) where decided_at is null;

create table opinion (
  id uuid primary key,
  area text not null,
  consultation_id uuid not null references consultation (id),
  user_id uuid not null,
  level text not null,
  text text not null,
  given_at timestamptz not null
);
create index opinion_consultation on opinion (consultation_id, id);

-- Who signed or sent back which change, in what manner (I1).
create table signature (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  change jsonb not null,
  user_id uuid not null,
  rank smallint not null,
  decision text not null,
  mode text not null,
  reason text not null,
  signed_at timestamptz not null
);
create index signature_warning on signature (warning_id, id);
