-- A feed (数据接口): what one provider sends of one kind and pace about one area, or one of its stations. Whether it is
-- alive is its machine's to say.
create table feed (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  kind text not null check (kind in ('forecast', 'observation')),
  pace text not null check (pace in ('day', 'hour')),
  provider text not null,
  -- empty: of the area as a whole
  station text not null
);
create unique index feed_own on feed (area, kind, provider, station, pace) where state <> 'closed';
create index feed_due on feed (due_at) where due_at is not null;

-- What was watched until now: the newest forecast of each area.
insert into feed
  (id, area, state, context, machine_version, due_at, created_at, updated_at, name, kind, pace, provider, station)
select distinct on (area) id, area, 'alive',
  jsonb_build_object(
    'heardAt', to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'deadlines', jsonb_build_object(
      'late', to_char((received_at + interval '25 hours') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'dead', to_char((received_at + interval '26 hours') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
  1, received_at + interval '25 hours', received_at, received_at, area || ' ' || provider, kind, pace, provider, ''
from bulletin where kind = 'forecast' order by area, received_at desc, id desc;

-- A monitoring station (监测站点) of an area: national, of the province, of a township, at an enterprise.
create table station (
  id uuid primary key,
  area text not null,
  code text not null unique,
  name text not null,
  kind text not null check (kind in ('national', 'province', 'township', 'enterprise')),
  enterprise_id uuid,
  entered_by text not null,
  created_at timestamptz not null,
  closed_at timestamptz
);
create index station_area on station (area, code);

-- Where a bulletin comes from: a feed, or an officer, who says why: a forecast by hand while the feed is dead, a
-- correction, a value that was let out of quarantine. What was received before stays as it was; assessments name it.
alter table bulletin
  add column origin text not null default 'feed' check (origin in ('feed', 'hand', 'correction', 'accepted')),
  add column reason text,
  add column station text not null default '',
  add constraint bulletin_reason check ((origin = 'feed') = (reason is null));
alter table bulletin
  drop constraint bulletin_kind_area_provider_issued_at_revision_key,
  drop constraint bulletin_kind_area_provider_issued_at_sha256_key,
  add constraint bulletin_revision unique (area, kind, provider, station, issued_at, revision),
  add constraint bulletin_bytes unique (area, kind, provider, station, issued_at, sha256);

-- A value that can be read and is hard to believe (存疑数值): it counts when an officer has accepted it.
create table doubted_value (
  id uuid primary key,
  area text not null,
  bulletin_id uuid not null references bulletin (id),
  at text not null,
  fault jsonb not null,
  value jsonb not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'rejected')),
  decided_by text,
  decided_at timestamptz,
  reason text
);
create index doubted_value_area on doubted_value (area, id);
