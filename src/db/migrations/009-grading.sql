-- An application for a performance grade (绩效分级), and the grade that comes of it.
create table grading (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- the enterprise and the industry, as people say it
  name text not null,
  enterprise_id uuid not null references enterprise (id),
  industry text not null,
  applied_grade text not null,
  -- what it was applied with: files by name, hash and size
  evidence jsonb not null,
  applied_by text not null,
  -- last day on which it holds
  valid_until date,
  -- how it was lowered: grade, ground, reason, by, at
  lowered jsonb not null default '[]'
);
create index grading_area on grading (area, id);
create index grading_due on grading (due_at) where due_at is not null;
create index grading_enterprise on grading (enterprise_id, industry, id);
-- One application of an enterprise in one industry is under way at a time.
create unique index grading_under_way on grading (enterprise_id, industry)
  where state in ('applied', 'countyPassed', 'cityPassed', 'returned', 'confirmed', 'published', 'disputed');

-- Who looked at it, at which level, and what came of it.
create table grading_review (
  grading_id uuid not null references grading (id),
  area text not null,
  level text not null,
  decision text not null,
  reason text not null,
  by text not null,
  at timestamptz not null,
  n bigint generated always as identity,
  primary key (grading_id, n)
);

-- Who may not apply for the better grades, on which ground and until when.
create table grade_bar (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  ground text not null,
  reason text not null,
  until date not null,
  by text not null,
  created_at timestamptz not null
);
create index grade_bar_enterprise on grade_bar (enterprise_id, until);
create index grade_bar_area on grade_bar (area, id);

-- On the way to a better grade (创A升B): what is to be done until when, and when it was.
create table grade_upgrade (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  industry text not null,
  target text not null,
  milestones jsonb not null,
  by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index grade_upgrade_area on grade_upgrade (area, id);
