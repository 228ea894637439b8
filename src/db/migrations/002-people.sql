-- Those who work with the system (人员): a role and a rank in a jurisdiction. The name is in person, under its own key.
create table officer (
  id uuid primary key,
  area text not null,
  login text not null unique,
  person_id uuid not null references person (id),
  role text not null,
  rank smallint not null check (rank between 0 and 3),
  password text not null,
  -- a demonstration log-in is printed on the screen: the server refuses to listen to others while there is one
  demo boolean not null default false,
  created_at timestamptz not null,
  ended_at timestamptz
);

-- Only the hash of a token is kept: who reads the database can not act as somebody.
create table session (
  id uuid primary key,
  area text not null,
  officer_id uuid not null references officer (id),
  token_hash bytea not null unique,
  opened_at timestamptz not null,
  until timestamptz not null
);
create index session_until on session (until);

-- A machine that reports (数据接口): in a provider's name, for some jurisdictions.
create table feed_key (
  id uuid primary key,
  area text not null,
  areas text[] not null check (cardinality(areas) > 0),
  provider text not null,
  key_hash bytea not null unique,
  created_at timestamptz not null,
  revoked_at timestamptz
);

-- What an enterprise answers its orders with.
create table enterprise_token (
  token_hash bytea primary key,
  area text not null,
  enterprise text not null,
  name text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index enterprise_token_of on enterprise_token (enterprise);

-- Answers to writes that came with an Idempotency-Key, kept for 7 days; no status yet: still being worked on.
create table idempotency (
  caller text not null,
  route text not null,
  key text not null,
  area text not null,
  body_hash bytea not null,
  begun_at timestamptz not null,
  status smallint,
  content_type text,
  answer text,
  primary key (caller, route, key)
);
create index idempotency_age on idempotency (begun_at);
