-- Drills that were held from the console (应急演练): who began which, how far it is, and what came of it.
create table drill (
  id uuid primary key,
  area text not null,
  scenario text not null,
  title jsonb not null,
  -- seconds of its world for each second; null: as fast as it goes
  speed int,
  begun_by text not null,
  begun_at timestamptz not null,
  -- the process that plays it: with that it ends
  life int not null,
  progress jsonb not null,
  events jsonb not null default '[]',
  stopped_by text,
  outcome text check (outcome in ('passed', 'wrong', 'failed', 'stopped')),
  ended_at timestamptz,
  summary jsonb,
  report text,
  check ((outcome is null) = (ended_at is null))
);
-- One at a time: two would starve each other, and the engine beside them.
create unique index drill_one on drill ((true)) where ended_at is null;
create index drill_area on drill (area, id);
