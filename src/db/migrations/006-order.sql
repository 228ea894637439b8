-- One revision of one enterprise's order (减排指令). `content` is published and never changes.
create table enterprise_order (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- the order: (warning, enterprise); the same through all its revisions
  order_id uuid not null,
  number text not null,
  revision int not null,
  -- order: something to do; release: stand down
  purpose text not null,
  warning_id uuid not null references warning (id),
  enterprise_id uuid not null,
  credit_code text not null,
  name text not null,
  grade text not null,
  -- grams a day that it promises to cut, all pollutants: the unreached with the most come first
  weight bigint not null,
  content jsonb not null,
  unique (order_id, revision),
  unique (warning_id, enterprise_id, revision)
);
-- I2: no enterprise holds two live orders of one warning.
create unique index enterprise_order_alive on enterprise_order (warning_id, enterprise_id)
  where state not in ('superseded', 'released');
create index enterprise_order_warning on enterprise_order (warning_id, revision, id);
create index enterprise_order_enterprise on enterprise_order (enterprise_id, id);
create index enterprise_order_due on enterprise_order (due_at) where due_at is not null;

-- One message to one address over one channel (投递).
create table delivery (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  order_row uuid not null references enterprise_order (id),
  contact_id uuid,
  channel text not null,
  address text not null,
  -- order, release, reminder, second
  purpose text not null,
  key text not null unique,
  last_why text
);
create index delivery_order on delivery (order_row);
create index delivery_due on delivery (due_at) where due_at is not null;

-- The rungs (证据): facts with time and channel, each at most once for a revision and channel.
create table evidence (
  order_row uuid not null references enterprise_order (id),
  rung text not null,
  channel text not null,
  at timestamptz not null,
  actor text not null,
  area text not null,
  detail jsonb,
  primary key (order_row, rung, channel)
);

-- How far an effect that covers thousands of orders has come; it goes on from here after a crash.
create table planning (
  warning_id uuid not null references warning (id),
  revision int not null,
  purpose text not null,
  area text not null,
  cursor text not null,
  planned int not null,
  unchanged int not null,
  done_at timestamptz,
  primary key (warning_id, revision, purpose)
);
-- Written and read whole, thousands at a time: packing each costs a third of a dispatch, and saves only room.
alter table enterprise_order alter column content set storage external;
