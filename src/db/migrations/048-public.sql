-- The enterprise's own desk (企业页) is entered by a link that works once, and left by itself after some hours.
alter table enterprise_token add column until timestamptz;
create table desk_link (
  token_hash bytea primary key,
  area text not null,
  enterprise_id uuid not null references enterprise (id),
  made_by text not null,
  made_at timestamptz not null,
  until timestamptz not null,
  used_at timestamptz
);
create index desk_link_of on desk_link (enterprise_id);

-- A complaint (举报投诉): what somebody has seen, where; who it was lies with a person under a key of its own.
create table complaint (
  id uuid primary key,
  area text not null,
  -- what is told to whoever made it, and asked for beside the code
  number text not null unique,
  code_hash bytea not null,
  kind text not null,
  text text not null,
  place text not null,
  -- null: no name was given, or the person is forgotten
  person_id uuid,
  received_at timestamptz not null,
  answer_by timestamptz not null,
  -- who looks into it, and which enterprise it turned out to be about
  officer_id uuid references officer (id),
  enterprise_id uuid references enterprise (id),
  assigned_at timestamptz,
  outcome text check (outcome in ('true', 'partly', 'false', 'unknown', 'elsewhere')),
  answer text,
  answered_by text,
  answered_at timestamptz,
  -- what was decided on a reward (举报奖励), by whom and why
  reward text check (reward in ('granted', 'refused')),
  reward_reason text,
  reward_by text,
  reward_at timestamptz
);
create index complaint_area on complaint (area, id);
create index complaint_open on complaint (area, answer_by) where answered_at is null;
create index complaint_enterprise on complaint (enterprise_id) where enterprise_id is not null;

create table complaint_photo (
  complaint_id uuid not null references complaint (id),
  area text not null,
  sha256 text not null,
  type text not null,
  bytes bytea not null,
  received_at timestamptz not null,
  primary key (complaint_id, sha256)
);
create function refuse_change_of_complaint_photo() returns trigger language plpgsql as $$
begin
  raise exception 'a photo that was handed in does not change';
end $$;
create trigger complaint_photo_is_immutable before update or truncate on complaint_photo
  for each statement execute function refuse_change_of_complaint_photo();
