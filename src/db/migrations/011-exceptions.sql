-- Law 11: a warning freezes its list. The named exception (例外): one enterprise that lost its grade by fraud, or its
-- protection, is ordered anew under a living warning. One officer names it, another confirms it.
create table listing_exception (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  enterprise_id uuid not null references enterprise (id),
  ground text not null,
  reason text not null,
  grade text,
  class text,
  proposed_by text not null,
  proposed_at timestamptz not null,
  decision text check (decision in ('confirm', 'refuse')),
  decided_by text,
  decided_because text,
  decided_at timestamptz
);
create index listing_exception_warning on listing_exception (warning_id, enterprise_id, id);
create unique index listing_exception_open on listing_exception (warning_id, enterprise_id) where decided_at is null;
