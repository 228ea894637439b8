-- To whom a notice went (通知送达): offices of counties, departments, neighbouring cities, each by the message that it got.
create table notice_receiver (
  notice_id uuid not null references warning_notice (id),
  kind text not null check (kind in ('county', 'department', 'neighbour')),
  area text not null,
  -- 'department:…' or 'officer:…'; empty where nobody there can be written to
  receiver text not null,
  name text not null,
  -- that of the message; null where no way leads there
  key text unique,
  received_at timestamptz,
  primary key (notice_id, kind, area, receiver)
);
