-- Who an officer (人员) is beside the log-in: where in the county, for which department, how the city's own log-in names
-- them; and how often somebody has lately guessed at the password.
alter table officer
  -- null: no password yet, or none any more; a one-time link sets it
  alter column password drop not null,
  add column township text,
  add column department_id uuid references department (id),
  add column outside_name text,
  add column wrong smallint not null default 0,
  add column locked_until timestamptz;
create unique index officer_outside on officer (outside_name) where outside_name is not null and ended_at is null;
create index officer_area on officer (area, id);

-- A link by which an officer sets the password (一次性设置密码链接): shown once, used once, the newest one only.
create table password_link (
  officer_id uuid primary key references officer (id),
  area text not null,
  token_hash bytea not null unique,
  made_by text not null,
  made_at timestamptz not null,
  until timestamptz not null
);

-- A session (登录会话) ends by its last hour, or when nothing was asked in it for so long.
alter table session
  add column idle_until timestamptz,
  -- by which ways it was opened: password, totp, recovery, oidc
  add column ways text[] not null default '{password}',
  add column address text,
  -- a log-in that has yet to set up its second factor opens nothing else
  add column pending boolean not null default false;
create index session_officer on session (officer_id);

-- The second factor (双因素): a secret shared with the officer's telephone, under a key outside of the database.
create table officer_factor (
  officer_id uuid primary key references officer (id),
  area text not null,
  secret bytea not null,
  key_version smallint not null,
  -- null: shown, and not yet proved
  confirmed_at timestamptz,
  -- the last step of 30 s whose code was taken: none is taken twice
  last_step bigint not null default 0
);
create table recovery_code (
  officer_id uuid not null references officer (id),
  area text not null,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (officer_id, code_hash)
);

-- A key that is changed (更换密钥) goes on being taken until the machine that shows it has the new one.
alter table feed_key
  add column name text not null default '',
  add column entered_by text not null default 'engine',
  add column old_hash bytea unique,
  add column old_until timestamptz,
  -- from where it is taken (CIDR); none: from anywhere
  add column networks text[] not null default '{}';
create index feed_key_area on feed_key (area, id);
alter table evidence_key
  add column old_secret bytea,
  add column old_until timestamptz,
  add column networks text[] not null default '{}';
create unique index evidence_key_old on evidence_key (old_secret) where old_secret is not null;

-- Which of the keys outside of the database wraps the key of a person; 0: the first one.
alter table person_key add column key_version smallint not null default 0;
create index person_key_version on person_key (key_version, person_id);
