-- Building sites that stand still for dust (停工工地), which mixing plants are told of, and what was supplied to them since.
create table stopped_site (
  id uuid primary key,
  area text not null,
  name text not null,
  place text not null,
  reason text not null,
  since timestamptz not null,
  entered_by text not null,
  entered_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  ended_because text
);
create index stopped_site_area on stopped_site (area, id);
create table site_delivery (
  id uuid primary key,
  area text not null,
  site_id uuid not null references stopped_site (id),
  enterprise_id uuid not null references enterprise (id),
  at timestamptz not null,
  finding_id uuid not null references finding (id),
  unique (site_id, enterprise_id, at)
);
