-- One message of a preview that an officer has sent to himself (试发): no order, in no count, answered by nobody.
create table trial (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  enterprise_id uuid not null references enterprise (id),
  officer_id uuid not null references officer (id),
  channel text not null,
  -- what was previewed, as it would have gone out
  told jsonb not null,
  sent_at timestamptz not null,
  -- null until the channel has answered
  outcome text check (outcome in ('delivered', 'accepted', 'unknown', 'failed')),
  why text
);
create index trial_warning on trial (warning_id, id);
