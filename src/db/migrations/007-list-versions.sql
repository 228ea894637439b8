-- A version of a list is a machine's row. What was in force before stays so; what an interrupted import left has no
-- `complete_at` and is seen by nobody.
alter table list rename column imported_at to created_at;
alter table list
  add column state text not null default 'draft',
  add column context jsonb not null default '{}',
  add column machine_version int not null default 1,
  add column due_at timestamptz,
  add column updated_at timestamptz,
  -- when its last row was written; nobody sees it before
  add column complete_at timestamptz,
  -- the version that it was drafted from, whose people it shares; null where it came as a workbook
  add column drafted_from uuid references list (id),
  -- what the check found, in the order of the workbook
  add column findings jsonb not null default '[]';
update list l set complete_at = released_at,
  state = case when exists (select from list n where n.area = l.area and (n.released_at, n.id) > (l.released_at, l.id))
    then 'replaced' else 'inForce' end
  where released_at is not null;
update list set updated_at = created_at,
  context = '{"preparedBy": "engine", "proposedBy": null, "from": null, "open": 0, "upheld": 0,
    "deadlines": {"objections": null, "start": null}}';
alter table list alter column updated_at set not null;
create index list_due on list (due_at) where due_at is not null;
create index list_seen on list (area, id) where complete_at is not null;

-- An objection (异议) to what was published: a list or a grade.
create table objection (
  id uuid primary key,
  area text not null,
  subject uuid not null,
  -- the enterprise it is about; null where it is about the whole
  enterprise_id uuid,
  -- who objects, as the officer who entered it was told; the person under their own key
  person_id uuid not null references person (id),
  text text not null,
  raised_by text not null,
  raised_at timestamptz not null,
  answer text,
  upheld boolean,
  answered_by text,
  answered_at timestamptz
);
create index objection_subject on objection (subject, id);
