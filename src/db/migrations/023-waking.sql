-- How an officer is reached (人员联系方式). Numbers and mailboxes lie with the person, under their key.
create table officer_way (
  officer_id uuid not null references officer (id),
  area text not null,
  position smallint not null,
  channel text not null check (channel in ('voice', 'sms', 'mail', 'webhook')),
  url text,
  primary key (officer_id, position)
);

-- Who is on duty from when to when (值班表); half-open, so that the night after midnight is the same shift.
create table duty_shift (
  id uuid primary key,
  area text not null,
  officer_id uuid not null references officer (id),
  -- 1 is called first
  position smallint not null,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  entered_by text not null
);
create index duty_shift_area on duty_shift (area, until_at);

-- Somebody is woken (叫应), once for each cause, area and occasion.
create table wake (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  cause text not null,
  -- what it is about: a warning, a bulletin
  subject uuid not null,
  occasion text not null,
  role text not null,
  -- the lowest rank that can help; 0 any
  rank smallint not null,
  tell_zh text not null,
  tell_en text not null,
  answered_by text,
  answered_at timestamptz,
  unique (cause, area, occasion)
);
create index wake_open on wake (area) where state in ('calling', 'unheard');
create index wake_due on wake (due_at) where due_at is not null;

-- Who was called, how, and what came of it.
create table wake_call (
  wake_id uuid not null references wake (id),
  area text not null,
  round smallint not null,
  officer_id uuid not null references officer (id),
  channel text not null,
  at timestamptz not null,
  outcome text not null,
  why text,
  primary key (wake_id, round, officer_id, channel)
);
