-- I2 again: an order that was sent by mistake and recalled (误发更正) lives no more.
drop index enterprise_order_alive;
create unique index enterprise_order_alive on enterprise_order (warning_id, enterprise_id)
  where state not in ('superseded', 'released', 'recalled');

-- A recall: one officer names the orders that should not have been sent, another confirms it.
create table recall (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  reason text not null,
  -- nothing: nothing is ordered of them under this warning; anew: they are ordered as it is right by now
  follow text not null check (follow in ('nothing', 'anew')),
  -- the revisions that are meant, whatever is ordered since
  order_rows uuid[] not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decision text check (decision in ('confirm', 'refuse')),
  decided_by text,
  decided_because text,
  decided_at timestamptz
);
create index recall_area on recall (area, id);
create unique index recall_open on recall (warning_id) where decided_at is null;

-- What a message says beside the order that it is about: a recall, an answer. Null where it carries the order itself.
alter table delivery add column said json;

-- A difficulty (执行困难) or an appeal (申诉): what an enterprise says against its order, and what was answered.
create table hardship (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  kind text not null check (kind in ('difficulty', 'appeal')),
  order_row uuid not null references enterprise_order (id),
  order_id uuid not null,
  warning_id uuid not null references warning (id),
  enterprise_id uuid not null references enterprise (id),
  ground text not null,
  -- the line that it is about; empty for the whole enterprise
  line text not null,
  text text not null,
  -- from when it could do what it was told to
  could_from timestamptz,
  said_by text not null,
  officer text,
  answer text,
  answered_by text
);
create index hardship_area on hardship (area, id);
create index hardship_enterprise on hardship (enterprise_id, id);
create index hardship_due on hardship (due_at) where due_at is not null;
-- Said twice it is one case.
create unique index hardship_open on hardship (order_id, kind, line)
  where state not in ('accepted', 'refused', 'withdrawn', 'moot');

-- What an exception asks instead: the case that led to it, measures by line, or no order at all.
alter table listing_exception add column hardship_id uuid references hardship (id);
alter table listing_exception add column allows jsonb not null default '[]';
alter table listing_exception add column unordered boolean not null default false;

-- An exemption (豁免): dated, with its ground; two officers.
create table exemption (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  ground text not null,
  document text not null,
  reason text not null,
  from_day date not null,
  until_day date not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decision text check (decision in ('confirm', 'refuse')),
  decided_by text,
  decided_because text,
  decided_at timestamptz,
  ended_by text,
  ended_because text,
  ended_at timestamptz
);
create index exemption_area on exemption (area, id);
create index exemption_enterprise on exemption (enterprise_id, from_day) where decision = 'confirm';
create unique index exemption_open on exemption (enterprise_id) where decided_at is null;

-- A negotiated reduction (协商减排): signed by the bureau and by the enterprise, on top of what the rules ask.
create table agreement (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  document text not null,
  -- [{ line, level, measure, text }]
  terms jsonb not null,
  from_day date not null,
  until_day date not null,
  proposed_by text not null,
  proposed_at timestamptz not null,
  bureau_by text,
  bureau_at timestamptz,
  enterprise_by text,
  enterprise_at timestamptz,
  ended_by text,
  ended_because text,
  ended_at timestamptz
);
create index agreement_area on agreement (area, id);
create index agreement_enterprise on agreement (enterprise_id, from_day);
