-- A task (任务): somebody has to do something by an hour, and says what was found.
create table task (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  -- inspection: go to a plant that does not answer
  kind text not null,
  -- what it is about: one revision of an order has one task of a kind
  order_row uuid not null references enterprise_order (id),
  answer_by timestamptz not null,
  answered_by text,
  answered_at timestamptz,
  answer text,
  unique (order_row, kind)
);
create index task_due on task (due_at) where due_at is not null;
create index task_area on task (area, id);
