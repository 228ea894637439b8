-- Which enterprises were drawn for a visit on a day (随机抽查): the pool, the seed and who was drawn can be checked again.
create table inspection_draw (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  day date not null,
  seed text not null,
  -- in order of id, as it was when it was drawn
  pool uuid[] not null,
  drawn uuid[] not null,
  drawn_by text not null,
  at timestamptz not null
);
-- Nobody draws until the draw pleases.
create unique index inspection_draw_once on inspection_draw (area, warning_id, day);

-- An inspector who stays at a plant during a response (驻厂监督).
create table inspection_posting (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  enterprise_id uuid not null references enterprise (id),
  officer_id uuid not null references officer (id),
  posted_by text not null,
  at timestamptz not null,
  ended_at timestamptz,
  ended_by text
);
create unique index inspection_posting_once on inspection_posting (warning_id, enterprise_id) where ended_at is null;

-- What an inspector has photographed: as it was handed in.
create table inspection_photo (
  id uuid primary key,
  area text not null,
  inspection_id uuid not null references inspection (id),
  sha256 text not null,
  type text not null,
  size int not null,
  bytes bytea not null,
  entered_by text not null,
  entered_at timestamptz not null
);
create unique index inspection_photo_once on inspection_photo (inspection_id, sha256);
create function refuse_change_of_inspection_photo() returns trigger language plpgsql as $$
begin
  raise exception 'a photo that was handed in does not change';
end $$;
create trigger inspection_photo_is_immutable before update or delete or truncate on inspection_photo
  for each statement execute function refuse_change_of_inspection_photo();
