-- A shift (班次) is a machine from now on: checked in, handed over, or nobody came. What was entered before asks nobody to
-- check in; whoever is on duty by it may.
alter table duty_shift
  alter column officer_id drop not null,
  -- who has no log-in: the head of a county, named by it
  add column person_id uuid references person (id),
  add column post text not null default 'duty' check (post in ('duty', 'leader', 'governmentHead', 'partyHead')),
  -- the warning that asks for it; null on the roster
  add column warning_id uuid references warning (id),
  add column state text not null default 'planned',
  add column context jsonb,
  add column machine_version int not null default 1,
  add column due_at timestamptz,
  add column created_at timestamptz,
  add column updated_at timestamptz,
  add column name text,
  add column checked_in_at timestamptz,
  -- at the own log-in, by the link of a message, or by an officer on behalf
  add column checked_in_how text check (checked_in_how in ('system', 'link', 'onBehalf')),
  add column checked_in_by text,
  add constraint duty_shift_who check (officer_id is null or person_id is null),
  add constraint duty_shift_roster check (warning_id is not null or officer_id is not null);

update duty_shift set
  context = jsonb_build_object('post', 'duty', 'deadlines', jsonb_build_object('start', null, 'checkIn', null,
    'end', to_char((until_at + interval '60 minutes') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
  due_at = until_at + interval '60 minutes',
  created_at = from_at,
  updated_at = from_at,
  name = area || ' 值班员 ' || to_char(from_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI');

alter table duty_shift
  alter column context set not null,
  alter column created_at set not null,
  alter column updated_at set not null,
  alter column name set not null,
  alter column state drop default,
  alter column machine_version drop default,
  alter column post drop default;

create index duty_shift_due on duty_shift (due_at) where due_at is not null;
create index duty_shift_open on duty_shift (area) where state in ('planned', 'absent', 'present', 'handingOver');
-- A head is asked for once by a warning, however often it is looked at.
create unique index duty_shift_head on duty_shift (warning_id, area, post)
  where state in ('planned', 'absent', 'present', 'handingOver');

-- What whoever leaves tells whoever comes (交接班记录): never changed, but for who took it over.
create table hand_over (
  shift_id uuid primary key references duty_shift (id),
  area text not null,
  note text not null,
  -- what was open when it was written
  open jsonb not null,
  written_by text not null,
  written_at timestamptz not null,
  taken_by_shift uuid references duty_shift (id),
  taken_by text,
  taken_at timestamptz
);
create index hand_over_area on hand_over (area, written_at);

-- A special period (专项时段) is handed in and released as a book of levels is: by two officers, of one id the last one.
alter table rulebook_release add column kind text not null default 'levels' check (kind in ('levels', 'period'));
drop index rulebook_release_open;
create unique index rulebook_release_open on rulebook_release (kind, book) where decided_at is null;
