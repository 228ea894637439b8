-- One revision of a plant's own plan (一厂一策); its people by reference.
create table plant_plan (
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
  revision int not null,
  content jsonb not null,
  -- what the check found when it was last submitted
  findings jsonb not null default '[]',
  -- the officer's reason for sending it back, or the ground on which the next one was called for
  remark text,
  ground text,
  from_day date,
  until_day date,
  unique (enterprise_id, revision)
);
create index plant_plan_area on plant_plan (area, id);
create index plant_plan_due on plant_plan (due_at) where due_at is not null;
create unique index plant_plan_under_way on plant_plan (enterprise_id)
  where state in ('drafted', 'submitted', 'returned', 'approved');
