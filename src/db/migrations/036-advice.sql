-- What enterprises are advised (提示): nobody is ordered by it. Of a forecast that calls for orange again and again (预调),
-- or of measures before any warning (临时管控), whose id it then has.
create table advice (
  id uuid primary key,
  area text not null,
  kind text not null check (kind in ('preAdjustment', 'precaution')),
  from_day date not null,
  -- the last day that it is about
  until_day date not null,
  -- by which rule, and whether that is an own one
  ground jsonb not null,
  told_at timestamptz not null,
  withdrawn_at timestamptz
);
create index advice_area on advice (area, id);

-- Whom it was told to, and by which message; none where no way leads to them.
create table advice_message (
  advice_id uuid not null references advice (id),
  enterprise_id uuid not null references enterprise (id),
  -- as the list called it then
  name text not null,
  area text not null,
  purpose text not null check (purpose in ('told', 'prolonged', 'withdrawn')),
  delivery_id uuid references delivery (id),
  -- which telling of this kind: what is prolonged twice is told twice
  round int not null,
  primary key (advice_id, enterprise_id, purpose, round)
);
create index advice_message_delivery on advice_message (delivery_id) where delivery_id is not null;

-- What is answered by a reply or a key (回复 1、按 1): by which name the provider knows the call, and to whom it went.
alter table wake_call add column provider_message text;
alter table wake_call add column receiver bytea;
create index wake_call_message on wake_call (channel, provider_message) where provider_message is not null;
create index wake_call_receiver on wake_call (channel, receiver) where receiver is not null;
