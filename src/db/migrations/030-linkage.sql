-- An instruction of the nation, the region or the province (上级指令、调度令) to one area, with the clocks that it began with.
create table instruction (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  issuer text not null check (issuer in ('nation', 'region', 'province')),
  issuer_name text not null,
  -- its number
  document text not null,
  text text not null,
  starts_at timestamptz not null,
  ends_at timestamptz,
  answer_by timestamptz not null,
  -- each clock with where it comes from
  clocks jsonb not null,
  entered_by text not null,
  -- the hour that passed with nothing done, until it is done
  overdue_since timestamptz,
  lifted_document text,
  lifted_at timestamptz
);
create index instruction_area on instruction (area, id);
create index instruction_due on instruction (due_at) where due_at is not null;
-- Entered by two persons at once, it is one.
create unique index instruction_once on instruction (area, issuer, document) where state <> 'withdrawn';

-- What went up (回复、日报、总结): written once, with the figures of that moment.
create table instruction_report (
  id uuid primary key,
  area text not null,
  instruction_id uuid not null references instruction (id),
  kind text not null check (kind in ('answer', 'daily', 'summary')),
  -- the day that a daily report is of
  day date,
  figures jsonb not null,
  text text not null,
  sent_by text not null,
  sent_at timestamptz not null
);
create unique index instruction_report_once on instruction_report (instruction_id, kind, coalesce(day, '1900-01-01'));

-- The response of a county (县级应急响应) to its city's warning.
create table response (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  warning_id uuid not null references warning (id),
  -- what it was told last
  level text not null,
  revision int not null,
  told_at timestamptz not null,
  acknowledged_by text,
  acknowledged_at timestamptz,
  started_by text,
  started_at timestamptz,
  unique (warning_id, area)
);
create index response_area on response (area, id);
create index response_due on response (due_at) where due_at is not null;

-- More than the city asks (加严), said by a county for its own enterprises; ends with the warning at the latest.
create table tightening (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  -- as orders cite it
  title text not null,
  -- the stricter level whose measures hold for all its enterprises; null where lines are named
  level text,
  -- [{ enterprise, line, measure, words }]
  measures jsonb not null,
  -- the group of counties that acts together
  group_id text,
  reason text not null,
  declared_by text not null,
  declared_at timestamptz not null,
  -- what can not be compared with what the city asks holds only once the city has accepted it
  needs_city boolean not null,
  decision text check (decision in ('accept', 'refuse')),
  decided_by text,
  decided_because text,
  decided_at timestamptz,
  ended_by text,
  ended_at timestamptz
);
create index tightening_area on tightening (area, id);
create index tightening_warning on tightening (warning_id);

-- Predicted transport (传输): a path of counties with the hour at which each is reached.
create table transport_path (
  id uuid primary key,
  area text not null,
  reason text not null,
  entered_by text not null,
  entered_at timestamptz not null
);
create index transport_path_area on transport_path (area, id);

create table transport_stop (
  path_id uuid not null references transport_path (id),
  area text not null,
  reached_at timestamptz not null,
  acknowledged_by text,
  acknowledged_at timestamptz,
  primary key (path_id, area)
);
create index transport_stop_area on transport_stop (area, path_id);
