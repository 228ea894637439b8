-- Results that are made public (结果公布): counted once and never changed, shown for objection, released by a second person.
create table publication (
  id uuid primary key,
  area text not null,
  state text not null,
  context jsonb not null,
  machine_version int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  name text not null,
  kind text not null check (kind in ('compliance', 'problems', 'rotation', 'season')),
  -- which warning, month, or month of a season
  about text not null,
  -- the one in force that this puts right, and why
  corrects uuid references publication (id),
  reason text,
  -- json: it is read and shown whole
  content json not null,
  sha256 text not null,
  prepared_by text not null,
  -- kept beyond the time for objections, for whoever asks whether there was one
  objections_until timestamptz,
  released_by text,
  released_at timestamptz
);
create index publication_area on publication (area, id);
create index publication_due on publication (due_at) where due_at is not null;
-- One is on its way, and one counts.
create unique index publication_open on publication (area, kind, about)
  where state in ('counted', 'shown', 'disputed', 'settled');
create unique index publication_counts on publication (area, kind, about) where state = 'inForce';

create function refuse_change_of_publication() returns trigger language plpgsql as $$
begin
  if new.content::text is distinct from old.content::text or new.sha256 is distinct from old.sha256
      or (new.name, new.kind, new.about, new.area) is distinct from (old.name, old.kind, old.about, old.area)
      or old.released_at is not null
        and (new.released_at, new.released_by) is distinct from (old.released_at, old.released_by) then
    raise exception 'results that were counted do not change';
  end if;
  return new;
end $$;
create trigger publication_is_immutable before update on publication
  for each row execute function refuse_change_of_publication();
