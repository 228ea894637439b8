-- Who may send evidence (采集密钥): a platform or a device by a bearer key, a data logger of HJ 212 by its MN and PW.
create table evidence_key (
  id uuid primary key,
  area text not null,
  name text not null,
  -- of HJ 212: how the device names itself
  mn text,
  -- SHA-256 of the bearer key; of a device an HMAC of its PW, which is six characters and would be guessed from a hash
  secret bytea not null,
  entered_by text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create unique index evidence_key_secret on evidence_key (secret) where mn is null;
create unique index evidence_key_mn on evidence_key (mn) where mn is not null and revoked_at is null;
create index evidence_key_area on evidence_key (area, id);

-- One thing that measures (数据来源): a meter, one pollutant of one stack, one gate.
create table evidence_source (
  id uuid primary key,
  -- what each of its readings repeats: a number takes a quarter of an id
  no integer generated always as identity unique,
  area text not null,
  enterprise_id uuid not null,
  -- null: of the whole enterprise
  line text,
  kind text not null check (kind in ('power', 'online', 'gate')),
  measures text not null check (measures in ('production', 'treatment', 'whole', 'stack', 'gate')),
  name text not null,
  unit text not null,
  -- interval: what was used in the interval that begins then; counter: what the meter shows then; level: a mean
  form text not null check (form in ('interval', 'counter', 'level')),
  -- null: it speaks when something happens
  every_minutes integer check (every_minutes between 1 and 1440),
  key_id uuid not null references evidence_key (id),
  -- how the holder of the key names it; of HJ 212 the pollutant and the command, a21026-Avg/2051
  code text not null,
  entered_by text not null,
  created_at timestamptz not null,
  closed_at timestamptz
);
create unique index evidence_source_code on evidence_source (key_id, code) where closed_at is null;
create index evidence_source_enterprise on evidence_source (enterprise_id);
create index evidence_source_area on evidence_source (area, id);

-- What is known of a source beside its readings, so that a new one is looked at beside the last: written with every
-- batch, and therefore lean and half empty (updates stay in their page).
create table evidence_beat (
  source_no integer primary key references evidence_source (no),
  heard_at timestamptz,
  -- of the newest reading that was looked at, believed or not
  last_at timestamptz,
  last_value numeric,
  -- how many of the same value there are at the end, and since when
  alike integer not null default 0,
  alike_since timestamptz,
  -- how many were believed, and the most of them
  believed integer not null default 0,
  most numeric
) with (fillfactor = 50);

-- Why readings of a source wait for an officer's word (存疑): one row for each kind of doubt, which grows until decided.
create table evidence_doubt (
  id uuid primary key,
  no integer generated always as identity unique,
  area text not null,
  source_id uuid not null references evidence_source (id),
  fault jsonb not null,
  code text not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  readings integer not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'rejected')),
  decided_by text,
  decided_at timestamptz,
  reason text
);
create unique index evidence_doubt_open on evidence_doubt (source_id, code) where state = 'open';
create index evidence_doubt_area on evidence_doubt (area, id);
create index evidence_doubt_source on evidence_doubt (source_id, from_at);

-- One reading (监测数据). The partition of a day is made before the first reading of that day, and dropped whole.
create table evidence_reading (
  source_no integer not null,
  at timestamptz not null,
  value numeric not null,
  -- as the device marks it (HJ 212: N normal, F stopped, M maintained, D faulty, C calibrated, T beyond its range …)
  mark text,
  -- evidence_doubt.no: it counts only where that was accepted
  doubt_no integer,
  primary key (source_no, at)
) partition by range (at);

-- A vehicle at a gate (门禁电子台账).
create table evidence_passage (
  source_no integer not null references evidence_source (no),
  at timestamptz not null,
  plate text not null,
  direction text not null check (direction in ('in', 'out')),
  -- emission stage 0 to 6; null: not known
  stage integer check (stage between 0 and 6),
  fuel text not null,
  vehicle text not null,
  received_at timestamptz not null,
  primary key (source_no, at, plate, direction)
);
create index evidence_passage_at on evidence_passage (at);

-- What was said or seen (证据材料): a ledger, what a satellite or a drone saw, a complaint, a visit, a photograph.
create table evidence_note (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null,
  line text,
  kind text not null check (kind in ('ledger', 'video', 'satellite', 'drone', 'complaint', 'photo', 'site')),
  from_at timestamptz not null,
  until_at timestamptz not null,
  text text not null,
  -- what it says of the line: that it runs, that it stands, or neither
  shows text not null check (shows in ('running', 'stopped', 'unclear')),
  said_by text not null,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text,
  reason text
);
create index evidence_note_enterprise on evidence_note (enterprise_id, from_at);
create index evidence_note_area on evidence_note (area, id);

-- The picture of a note of kind photo, with what it says of itself.
create table evidence_photo (
  note_id uuid primary key references evidence_note (id),
  sha256 bytea not null unique,
  type text not null,
  image bytea not null,
  taken_at timestamptz,
  latitude double precision,
  longitude double precision,
  metres integer,
  -- empty: nothing speaks against it
  faults jsonb not null,
  state text not null check (state in ('believed', 'open', 'accepted', 'rejected')),
  decided_by text,
  decided_at timestamptz,
  reason text
);

-- Where an enterprise is, for what says where it was taken.
create table evidence_place (
  enterprise_id uuid primary key,
  area text not null,
  latitude double precision not null,
  longitude double precision not null,
  metres integer not null check (metres between 50 and 20000),
  entered_by text not null,
  entered_at timestamptz not null
);

-- What was not taken (隔离): one row for each sender, kind of fault and day, with the first of them as it came. A device
-- that is broken, or somebody who tries, repeats itself for ever, and never in the same bytes.
create table evidence_quarantine (
  id uuid primary key,
  area text not null,
  door text not null check (door in ('http', 'hj212')),
  -- as the journal names actors; of a device that nobody knows its address
  sender text not null,
  code text not null,
  day date not null,
  fault jsonb not null,
  raw bytea not null,
  times integer not null,
  received_at timestamptz not null,
  last_received_at timestamptz not null,
  unique (door, sender, area, code, day)
);
create index evidence_quarantine_area on evidence_quarantine (area, id);
