-- A season plan (错峰生产计划) as it was handed in. It binds from `released_at`, which a second person gives it; the newest
-- released one of an area and a rule holds.
create table season_plan (
  id uuid primary key,
  area text not null,
  rule text not null,
  name text not null,
  findings jsonb not null,
  -- false while it is being written: nobody sees it
  complete boolean not null,
  submitted_at timestamptz not null,
  submitted_by text not null,
  released_at timestamptz,
  released_by text,
  check (released_by <> submitted_by)
);
create index season_plan_released on season_plan (area, rule, released_at) where released_at is not null;

-- Days on which one line stands still by a plan: from the first until, not including, the second.
create table season_line (
  plan_id uuid not null references season_plan (id),
  enterprise_id uuid not null references enterprise (id),
  area text not null,
  line text not null,
  from_day date not null,
  until_day date not null,
  primary key (plan_id, enterprise_id, line, from_day)
);
create index season_line_enterprise on season_line (enterprise_id);

-- Whoever need not stagger although its grade would, by a plan.
create table season_exemption (
  plan_id uuid not null references season_plan (id),
  enterprise_id uuid not null references enterprise (id),
  ground text not null,
  evidence text not null,
  primary key (plan_id, enterprise_id)
);

-- The ledger (台账): each stop and start of a line as it was reported. Nothing in it is changed.
create table rotation_report (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  line text not null,
  kind text not null check (kind in ('stopped', 'started')),
  at timestamptz not null,
  evidence jsonb not null,
  reported_at timestamptz not null,
  reported_by text not null
);
create index rotation_report_enterprise on rotation_report (enterprise_id, at);
create index rotation_report_area on rotation_report (area, at);

-- The blacklist of staggered production (错峰生产“黑名单”).
create table rotation_blacklist (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  ground text not null,
  reason text not null,
  from_day date not null,
  listed_at timestamptz not null,
  listed_by text not null,
  removed_at timestamptz,
  removed_by text,
  removal text
);
create unique index rotation_blacklist_alive on rotation_blacklist (enterprise_id) where removed_at is null;
