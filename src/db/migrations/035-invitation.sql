-- Who was invited to a consultation (会商邀请), by which way, and what came of it.
create table consultation_invitation (
  consultation_id uuid not null references consultation (id),
  area text not null,
  officer_id uuid not null references officer (id),
  party text not null,
  -- null: the officer has not said how to be reached
  channel text,
  outcome text not null,
  why text,
  invited_at timestamptz not null
);
create index consultation_invitation_of on consultation_invitation (consultation_id);

-- The consultation whose conclusion a warning rests on, where an officer put it forward on that ground.
alter table warning add column conferred_id uuid references consultation (id);
create index warning_conferred on warning (conferred_id) where conferred_id is not null;

-- A body that was not taken (隔离报文) may be let count by an officer all the same, or thrown away, once.
alter table quarantine
  add column state text not null default 'open' check (state in ('open', 'accepted', 'rejected')),
  add column decided_by text,
  add column decided_at timestamptz,
  add column reason text,
  -- what it was accepted as
  add column bulletin_id uuid references bulletin (id);
