-- A bulletin (报文): what one provider said at one time about one area. Kept as it came, never changed; another body
-- for the same issue is the next revision.
create table bulletin (
  id uuid primary key,
  kind text not null check (kind in ('forecast', 'observation')),
  area text not null,
  provider text not null,
  issued_at timestamptz not null,
  revision integer not null,
  pace text not null check (pace in ('day', 'hour')),
  first_day date not null,
  last_day date not null,
  -- one document, not a row for each value: a week of hours is one write (law 14), and nobody asks for half a bulletin
  readings jsonb not null,
  quarantined jsonb not null,
  raw bytea not null,
  sha256 bytea not null,
  sender text not null,
  received_at timestamptz not null,
  unique (kind, area, provider, issued_at, revision),
  unique (kind, area, provider, issued_at, sha256)
);
create index bulletin_days on bulletin (area, last_day);

-- Bodies that were not taken (隔离区), with the reason. The same body again is counted, not stored again: a feed that is
-- broken repeats itself every minute.
create table quarantine (
  id uuid primary key,
  kind text not null check (kind in ('forecast', 'observation')),
  -- the sender's own where the body does not say
  area text not null,
  provider text,
  fault jsonb not null,
  quarantined jsonb not null,
  raw bytea not null,
  sha256 bytea not null,
  sender text not null,
  times integer not null default 1,
  received_at timestamptz not null,
  last_received_at timestamptz not null,
  unique (kind, sender, sha256)
);
create index quarantine_area on quarantine (area, id);

-- Which provider counts first in an area and in all that lies in it. Without rows the newest issue counts.
create table provider_rank (
  area text not null,
  rank integer not null,
  provider text not null,
  primary key (area, rank),
  unique (area, provider)
);

-- What an outlook called for by the rulebook of its day (研判): kept whole, so that it can be read as it was made.
create table assessment (
  id uuid primary key,
  area text not null,
  at timestamptz not null,
  rulebook_id text not null,
  rulebook_hash text not null,
  bulletins uuid[] not null,
  level text not null,
  from_day date,
  to_day date,
  clauses text[] not null,
  trace jsonb not null,
  outlook jsonb not null,
  created timestamptz not null
);
create index assessment_area on assessment (area, at, id);
