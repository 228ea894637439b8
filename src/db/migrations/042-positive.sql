-- Who is visited by verdict and by risk alone, and is not drawn (监督执法正面清单): named by one, confirmed by another.
create table positive_entry (
  id uuid primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  reason text not null,
  until_day date not null,
  named_by text not null,
  named_at timestamptz not null,
  confirmed_by text,
  confirmed_at timestamptz,
  ended_at timestamptz,
  ended_by text,
  ended_because text
);
create unique index positive_entry_once on positive_entry (enterprise_id) where ended_at is null;
