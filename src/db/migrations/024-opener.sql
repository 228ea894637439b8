-- A message carries an order, or it is a letter: no order, written with everything that it says.
alter table delivery alter column order_row drop not null;
alter table delivery add constraint delivery_carries check (order_row is not null or said is not null);

-- A season opener (开季联络测试): every way to every contact of an area is tried before the season.
create table opener (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  started_by text not null,
  -- until when answers are waited for, as it was begun
  answer_by timestamptz not null
);
create index opener_due on opener (due_at) where due_at is not null;
create index opener_area on opener (area, id);

-- One way to one contact, tried (联络测试). One message may try a telephone for the contacts of several plants.
create table line_test (
  id uuid primary key,
  opener_id uuid not null references opener (id),
  -- the enterprise's
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  contact_id uuid not null references contact (id),
  -- null: no way leads to this contact
  channel text,
  delivery_id uuid references delivery (id),
  answered_at timestamptz,
  -- the way that the answer came by
  answered_by text,
  -- the contact was corrected, and is tried anew
  replaced_at timestamptz
);
create unique index line_test_once on line_test (opener_id, contact_id, (coalesce(channel, ''))) where replaced_at is null;
create index line_test_delivery on line_test (delivery_id);
create index line_test_contact on line_test (contact_id);

-- When this contact last answered a test, by whichever way.
alter table contact add column answered_at timestamptz;
