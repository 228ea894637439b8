-- Whom a plan left out (未编指令): the planning of this one enterprise failed, all others were ordered. The row goes with
-- the plan that succeeds; the journal keeps both.
create table unplanned (
  warning_id uuid not null references warning (id),
  enterprise_id uuid not null references enterprise (id),
  area text not null,
  credit_code text not null,
  name text not null,
  -- of the warning, when it was last tried
  revision int not null,
  why text not null,
  tries int not null,
  since timestamptz not null,
  tried_at timestamptz not null,
  primary key (warning_id, enterprise_id)
);
