-- The review of a warning (总结评估): begun with its lift, written by itself, signed, published; corrected by another.
create table review (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  warning_id uuid not null references warning (id),
  -- the published one that this puts right, and why
  corrects uuid references review (id),
  reason text,
  -- what was counted, until when the journal was read; json: it is read and shown whole
  figures json,
  sha256 text,
  counted_at timestamptz,
  signed_by uuid,
  signed_at timestamptz,
  published_at timestamptz
);
create index review_area on review (area, id);
create index review_due on review (due_at) where due_at is not null;
-- One is being made, and one counts.
create unique index review_open on review (warning_id) where state in ('collecting', 'writing', 'written', 'signed');
create unique index review_counts on review (warning_id) where state = 'published';

create function refuse_change_of_review() returns trigger language plpgsql as $$
begin
  if old.signed_at is not null and (new.figures::text is distinct from old.figures::text
      or new.sha256 is distinct from old.sha256 or new.counted_at is distinct from old.counted_at
      or new.signed_at is distinct from old.signed_at or new.signed_by is distinct from old.signed_by) then
    raise exception 'a review that was signed does not change';
  end if;
  return new;
end $$;
create trigger review_is_immutable before update on review for each row execute function refuse_change_of_review();

-- What officers remarked on it (批注): never changed.
create table review_note (
  id uuid primary key,
  area text not null,
  review_id uuid not null references review (id),
  text text not null,
  by uuid not null,
  at timestamptz not null
);
create index review_note_of on review_note (review_id, id);

-- What was told of a season's targets (通报、提醒函、约谈通知、攻坚总结): as it was issued, never changed.
create table season_letter (
  id uuid primary key,
  -- to whom: a county, or the whole city
  area text not null,
  city text not null,
  season text not null,
  kind text not null check (kind in ('circular', 'reminder', 'talk', 'seasonSummary')),
  -- null of the summary
  month text,
  document json not null,
  issued_by text not null,
  issued_at timestamptz not null
);
create index season_letter_area on season_letter (area, id);
-- Each once, however many issue it.
create unique index season_letter_once on season_letter (season, kind, coalesce(month, ''), area);

-- The monthly report (调度表): what an office has said last of a task in a month; the report as it was sent.
create table season_row (
  id uuid primary key,
  area text not null,
  season text not null,
  month text not null,
  office text not null,
  task text not null,
  measure text not null,
  due text not null,
  progress text not null,
  responsible text not null,
  remark text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  unique (season, month, area, office, task)
);
create table season_report (
  id uuid primary key,
  area text not null,
  season text not null,
  month text not null,
  rows json not null,
  sent_by text not null,
  sent_at timestamptz not null,
  unique (season, month, area)
);

create function refuse_change_of_letter() returns trigger language plpgsql as $$
begin
  raise exception 'what was issued does not change';
end $$;
create trigger season_letter_is_immutable before update or delete or truncate on season_letter
  for each statement execute function refuse_change_of_letter();
create trigger season_report_is_immutable before update or delete or truncate on season_report
  for each statement execute function refuse_change_of_letter();
