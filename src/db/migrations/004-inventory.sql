-- The tree of jurisdictions (辖区) of this installation.
create table area (
  code text primary key,
  name text not null,
  kind text not null check (kind in ('province', 'city', 'county')),
  parent text references area (code)
);

-- One version of an area's emergency reduction list (应急减排清单). Invisible until `released_at`; frozen from then on.
create table list (
  id uuid primary key,
  area text not null,
  name text not null,
  sha256 bytea not null,
  -- how many enterprises it must have before it may be released
  size int not null,
  imported_at timestamptz not null,
  released_at timestamptz
);
create index list_in_force on list (area, released_at) where released_at is not null;

-- Who an enterprise is, through all versions; what it is called and does stands in the version.
create table enterprise (
  id uuid primary key,
  credit_code text not null unique,
  area text not null,
  created_at timestamptz not null
);

-- One enterprise on one version. Masses are milligrams a day; `entry` is the whole of it, people by reference.
create table listing (
  list_id uuid not null references list (id),
  enterprise_id uuid not null references enterprise (id),
  area text not null,
  -- its row in the workbook: the order in which officers know it
  position int not null,
  credit_code text not null,
  name text not null,
  class text not null,
  grade text not null,
  industry text not null,
  so2_mg bigint not null,
  nox_mg bigint not null,
  pm_mg bigint not null,
  vocs_mg bigint not null,
  entry jsonb not null,
  primary key (list_id, enterprise_id)
);
create index listing_position on listing (list_id, position);
create index listing_enterprise on listing (enterprise_id);

-- How an enterprise is reached (联系人). Live: the newest released version's rows count for every warning.
create table contact (
  id uuid primary key,
  enterprise_id uuid not null references enterprise (id),
  area text not null,
  list_id uuid not null references list (id),
  person_id uuid not null references person (id),
  post text,
  position int not null,
  sms boolean not null,
  url text
);
create index contact_enterprise on contact (enterprise_id, list_id, position);
create index contact_list on contact (list_id);
