-- A consultation (会商) has a life of its own: it is called by itself, on a proposed change, or by an officer.
alter table consultation add column state text;
alter table consultation add column context jsonb;
alter table consultation add column machine_version int;
alter table consultation add column due_at timestamptz;
alter table consultation add column created_at timestamptz;
alter table consultation add column updated_at timestamptz;
alter table consultation add column name text;
alter table consultation add column kind text not null default 'change';
update consultation c set
  state = case when decided_at is null then 'called' when decision = 'lapsed' then 'lapsed' else 'concluded' end,
  context = '{"minutes": 120, "deadlines": {"hold": null, "conclude": null}}',
  machine_version = 1, created_at = opened_at, updated_at = coalesce(decided_at, opened_at),
  name = (select w.name || ' 会商' from warning w where w.id = c.warning_id);
alter table consultation alter column state set not null;
alter table consultation alter column context set not null;
alter table consultation alter column machine_version set not null;
alter table consultation alter column created_at set not null;
alter table consultation alter column updated_at set not null;
alter table consultation alter column name set not null;
alter table consultation alter column kind drop default;
alter table consultation alter column warning_id drop not null;
alter table consultation alter column change drop not null;
alter table consultation add constraint consultation_about check ((kind = 'change') = (warning_id is not null));
-- the hour at which one that calls itself was due
alter table consultation add column slot_at timestamptz;
-- whose word called it, and why: of one that an officer called
alter table consultation add column called_by text;
alter table consultation add column called_for text;
-- when the parties came together, and who chairs
alter table consultation add column held_at timestamptz;
alter table consultation add column chair uuid;
-- the level that it came to
alter table consultation add column level text;
create unique index consultation_slot on consultation (area, slot_at) where slot_at is not null;
create index consultation_due on consultation (due_at) where due_at is not null;
create index consultation_area on consultation (area, id);
create index consultation_unended on consultation (area) where decided_at is null;

-- The consultations of an area that call themselves (会商日程).
create table conferring (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  begun_by text not null
);
create unique index conferring_area on conferring (area) where state <> 'ended';
create index conferring_due on conferring (due_at) where due_at is not null;

-- Whose opinion it is: a party's, also when the bureau has entered it on its behalf.
alter table opinion add column party text;
update opinion p set party = coalesce(
  (select case o.role when 'forecaster' then 'experts' else 'bureau' end from officer o where o.id = p.user_id), 'bureau');
alter table opinion alter column party set not null;
alter table opinion add column on_behalf boolean not null default false;
-- null: given before anybody was asked how sure they were
alter table opinion add column confidence text check (confidence in ('high', 'medium', 'low'));
-- what of the forecast it puts right, and the bulletin that did
alter table opinion add column corrections jsonb not null default '[]';
alter table opinion add column bulletin_id uuid;

-- Who came (会商出席).
create table consultation_attendance (
  consultation_id uuid not null references consultation (id),
  area text not null,
  party text not null,
  present boolean not null,
  noted_by text not null,
  noted_at timestamptz not null,
  primary key (consultation_id, party)
);

-- For which party somebody speaks; who is not here speaks for the party of his role.
create table consultation_member (
  officer_id uuid primary key references officer (id),
  area text not null,
  party text not null,
  set_by text not null,
  set_at timestamptz not null
);

-- Minutes (会商纪要) as they were issued, numbered by year and area. A correction is another one that names the old.
create table consultation_minutes (
  id uuid primary key,
  area text not null,
  consultation_id uuid not null references consultation (id),
  year int not null,
  number int not null,
  replaces uuid unique references consultation_minutes (id),
  content jsonb not null,
  issued_by text not null,
  issued_at timestamptz not null,
  unique (area, year, number)
);
create index consultation_minutes_of on consultation_minutes (consultation_id, id);
create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'minutes that were issued stay: a correction is another one';
end $$;
create trigger minutes_stay before update or delete or truncate on consultation_minutes
  for each statement execute function refuse_rewriting();

-- Denser monitoring (加密监测) that a consultation has called for, from when to when, half-open.
create table denser_monitoring (
  id uuid primary key,
  -- where it is to be done
  area text not null,
  consultation_id uuid not null references consultation (id),
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  every_hours smallint not null check (every_hours between 1 and 24),
  reason text not null,
  called_by text not null,
  unique (consultation_id, area)
);
create index denser_monitoring_area on denser_monitoring (area, until_at);
