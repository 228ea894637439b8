-- Whether one line did on one day what its order asks (核查结论).
create table verdict (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  order_id uuid not null,
  -- the revision that held last on this day
  order_row uuid not null references enterprise_order (id),
  revision int not null,
  enterprise_id uuid not null references enterprise (id),
  -- empty for what is asked of the whole enterprise
  line text not null,
  day date not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- what the engine found
  judged text not null check (judged in ('compliant', 'insufficient', 'doubtful', 'notCompliant')),
  -- what counts: the officer's where one has ruled
  outcome text not null check (outcome in ('compliant', 'insufficient', 'doubtful', 'notCompliant')),
  confidence int not null check (confidence between 0 and 100),
  rests text not null,
  say json not null,
  -- every value that it read
  read json not null,
  -- milligrams by pollutant
  promised jsonb not null,
  shown jsonb not null,
  ruling json,
  version int not null default 1,
  decided_at timestamptz not null,
  unique (order_id, line, day)
);
create index verdict_warning on verdict (warning_id, id);
create index verdict_enterprise on verdict (enterprise_id, id);

-- How far the verdicts of a day have come: they go on from here after a crash.
create table verifying (
  warning_id uuid not null references warning (id),
  day date not null,
  -- the last enterprise that was judged
  cursor uuid,
  -- only those are judged again for whom something may have come in since
  again boolean not null default false,
  done_at timestamptz,
  primary key (warning_id, day)
);

-- What is usual of a source, by the hour, as it was before a response (基线): worked out once, and the same to its end.
create table verdict_baseline (
  warning_id uuid not null references warning (id),
  source_id uuid not null,
  -- 24 numbers in thousandths of its unit; null where too few days are known
  hours json,
  running_days int not null,
  idle_days int not null,
  made_at timestamptz not null,
  primary key (warning_id, source_id)
);
