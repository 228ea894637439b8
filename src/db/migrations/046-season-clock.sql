-- What a season's plan wants sent by its day (报送事项): begun with the season, each once.
create table submission (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  season text not null,
  kind text not null check (kind in ('monthlyReport', 'seasonSummary')),
  -- null of the summary
  month text,
  -- as the rule says it, for whoever is asked and for the page
  due_day date not null
);
create unique index submission_once on submission (area, season, kind, coalesce(month, ''));
create index submission_due on submission (due_at) where due_at is not null;

-- Which office was asked for its part of it by which message: its link opens its page.
create table submission_message (
  delivery_id uuid primary key references delivery (id),
  area text not null,
  submission_id uuid not null references submission (id),
  department_id uuid not null references department (id),
  contact_id uuid not null,
  round int not null,
  unique (submission_id, department_id, round)
);
