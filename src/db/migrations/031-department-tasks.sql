-- A department (部门) of an area that has tasks under a warning, and who is told there.
create table department (
  id uuid primary key,
  area text not null,
  kind text not null,
  name text not null,
  entered_by text not null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index department_one on department (area, kind) where ended_at is null;

create table department_contact (
  id uuid primary key,
  area text not null,
  department_id uuid not null references department (id),
  -- 1 is told first
  position smallint not null,
  post text,
  -- the head of the department, who is told when the contacts are silent
  head boolean not null,
  person_id uuid not null,
  -- in the order in which they are tried
  ways text[] not null,
  url text,
  ended_at timestamptz
);
create index department_contact_of on department_contact (department_id, position) where ended_at is null;

-- A task of a department (部门任务) under a warning. `content` is as it was given out; its span moves with the warning.
create table department_task (
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
  kind text not null,
  -- null: the area has entered no such department
  department_id uuid references department (id),
  rule text not null,
  content jsonb not null,
  begins_at timestamptz not null,
  -- null: until further notice
  ends_at timestamptz,
  -- since when its measures rest (暂停)
  rests_from timestamptz,
  report_by timestamptz not null
);
-- I3 and law 10: one task of a kind lives under a warning in an area.
create unique index department_task_alive on department_task (warning_id, area, rule)
  where state not in ('released', 'withdrawn');
create index department_task_warning on department_task (warning_id, department_id);
create index department_task_area on department_task (area, id);
create index department_task_due on department_task (due_at) where due_at is not null;

-- Which message told whom of which department's tasks under which warning.
create table department_message (
  delivery_id uuid primary key references delivery (id),
  area text not null,
  warning_id uuid not null references warning (id),
  department_id uuid not null references department (id),
  contact_id uuid not null references department_contact (id),
  -- what for: issued, changed, secondContact, head, answered
  purpose text not null
);
create index department_message_of on department_message (warning_id, department_id);

-- The most trucks a day into an area at a level (货车总量控制), as the area itself has set it; the newest holds.
create table truck_quota (
  id uuid primary key,
  area text not null,
  level text not null,
  trips_a_day int not null check (trips_a_day >= 0),
  reason text not null,
  set_by text not null,
  at timestamptz not null
);
create index truck_quota_area on truck_quota (area, level, at desc);

-- What was said of a task (反馈): by the department itself, or by an officer for it, which is the weaker evidence.
create table department_report (
  id uuid primary key,
  area text not null,
  task_id uuid not null references department_task (id),
  kind text not null check (kind in ('opened', 'received', 'done', 'difficulty', 'asked', 'withdrawn')),
  text text,
  at timestamptz not null,
  by text not null,
  contact_id uuid references department_contact (id),
  on_behalf boolean not null
);
create index department_report_task on department_report (task_id, at);
