-- A visit to an enterprise (现场核查): why it is made, who goes there, and what was seen.
create table inspection (
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
  -- empty for the whole enterprise
  line text not null,
  warning_id uuid references warning (id),
  verdict_id uuid,
  cause text not null check (cause in ('verdict', 'risk', 'random', 'posted', 'officer')),
  -- { zh, en }: why this enterprise, today
  why jsonb not null,
  day date not null,
  visit_by timestamptz not null,
  -- township or address, by which a day is gone through
  place text not null,
  officer_id uuid references officer (id),
  -- what is asked there, made from the very measures of the order
  checklist jsonb not null,
  outcome text check (outcome in ('compliant', 'notCompliant', 'unclear', 'refused')),
  -- the checklist as it was filled in, with the signatures
  result jsonb,
  visited_at timestamptz,
  withdrawn_because text
);
create index inspection_area on inspection (area, day, id);
create index inspection_officer on inspection (officer_id, day) where state in ('assigned', 'overdue');
create index inspection_enterprise on inspection (enterprise_id, id);
create index inspection_due on inspection (due_at) where due_at is not null;
-- Looked at twice it is one visit: of a line, for one cause, on one day.
create unique index inspection_once on inspection (enterprise_id, line, cause, day) where state <> 'withdrawn';

-- What was found at an enterprise (核查发现), what it said to that, and the ruling.
create table finding (
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
  line text not null,
  warning_id uuid references warning (id),
  verdict_id uuid,
  inspection_id uuid references inspection (id),
  -- of rules/inspection
  kind text not null,
  text text not null,
  -- what it rests on, as the enterprise sees it
  evidence jsonb not null,
  found_by text not null,
  answer_by timestamptz not null,
  answer text,
  answered_by text,
  answered_at timestamptz,
  ruling text,
  ruled_by text,
  ruled_at timestamptz
);
create index finding_area on finding (area, id);
create index finding_enterprise on finding (enterprise_id, id);
create index finding_due on finding (due_at) where due_at is not null;
create unique index finding_of_inspection on finding (inspection_id, line, kind) where inspection_id is not null;

-- What follows from a finding (处理建议): proposed with it, adopted by one officer, confirmed by another.
create table consequence (
  id uuid primary key,
  area text not null,
  finding_id uuid not null references finding (id),
  enterprise_id uuid not null references enterprise (id),
  kind text not null,
  -- by which clause, as it stood when it was proposed
  basis jsonb not null,
  state text not null check (state in ('proposed', 'adopted', 'done', 'refused', 'undone')),
  proposed_at timestamptz not null,
  adopted_by text,
  adopted_at timestamptz,
  decided_by text,
  decided_at timestamptz,
  reason text,
  -- what came of it, so that it can be undone
  result jsonb
);
create unique index consequence_once on consequence (finding_id, kind);
create index consequence_area on consequence (area, id);

-- A problem (问题清单): under its number (挂账) until it is closed (销号).
create table problem (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  -- by area and year, without gaps
  year int not null,
  number int not null,
  enterprise_id uuid references enterprise (id),
  finding_id uuid references finding (id),
  origin text not null check (origin in ('finding', 'complaint', 'above', 'own')),
  severity text not null check (severity in ('serious', 'common')),
  title text not null,
  text text not null,
  -- `user:<id>` or `enterprise:<id>`, and the unit that answers for it (责任单位)
  owner text not null,
  unit text not null,
  reported_by text not null,
  fix_by timestamptz not null,
  closed_by text,
  closed_at timestamptz
);
create unique index problem_number on problem (area, year, number);
create unique index problem_of_finding on problem (finding_id) where finding_id is not null;
create index problem_area on problem (area, id);
create index problem_enterprise on problem (enterprise_id, id) where enterprise_id is not null;
create index problem_due on problem (due_at) where due_at is not null;

-- What was said and shown of a problem.
create table problem_note (
  id uuid primary key,
  area text not null,
  problem_id uuid not null references problem (id),
  kind text not null check (kind in ('shown', 'accepted', 'refused', 'extended', 'passedOn', 'reopened', 'struck')),
  text text not null,
  at timestamptz not null,
  by text not null
);
create index problem_note_of on problem_note (problem_id, id);

-- A letter about an overdue problem (督办函), under a number of whoever writes it.
create table problem_letter (
  id uuid primary key,
  -- the problem's own
  area text not null,
  problem_id uuid not null references problem (id),
  rung int not null,
  issuer text not null,
  year int not null,
  number int not null,
  document jsonb not null,
  sha256 text not null,
  written_at timestamptz not null
);
create unique index problem_letter_number on problem_letter (issuer, year, number);
create index problem_letter_of on problem_letter (problem_id, id);
