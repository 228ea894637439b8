-- How somebody signed (签发方式): who entered it in the signer's name, when and by which number he was heard, and for
-- which rank a deputy signed. The number lies with a person under a key of its own.
alter table signature
  add column entered_by uuid references officer (id),
  add column spoken_at timestamptz,
  add column spoken_person uuid,
  add column deputy_for smallint,
  add column delegation_id uuid;

-- An approver is away (委托代签): who signs in his place from when to when, once that one has accepted.
create table delegation (
  id uuid primary key,
  area text not null,
  principal_id uuid not null references officer (id),
  deputy_id uuid not null references officer (id) check (deputy_id <> principal_id),
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  reason text not null,
  granted_at timestamptz not null,
  accepted_at timestamptz,
  ended_at timestamptz
);
create index delegation_area on delegation (area, until_at);

-- What was signed on paper or by telephone is shown afterwards (补签): the machine's columns, and whose signature it is.
create table endorsement (
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
  signature_id uuid not null unique references signature (id),
  ended_by text,
  ended_at timestamptz,
  reason text
);
create index endorsement_due on endorsement (due_at) where due_at is not null;
create index endorsement_warning on endorsement (warning_id);

-- The scan of a signed paper (扫描件): as it was handed in.
create table signature_scan (
  id uuid primary key,
  area text not null,
  signature_id uuid not null references signature (id),
  sha256 text not null,
  type text not null,
  size int not null,
  bytes bytea not null,
  entered_by uuid not null,
  entered_at timestamptz not null,
  unique (signature_id, sha256)
);
create function refuse_change_of_scan() returns trigger language plpgsql as $$
begin
  raise exception 'a scan that was handed in does not change';
end $$;
create trigger signature_scan_is_immutable before update or delete or truncate on signature_scan
  for each statement execute function refuse_change_of_scan();

-- A notice (通知) of what was signed: asked for in the transaction of the signature, then numbered and written once.
create table warning_notice (
  id uuid primary key,
  area text not null,
  warning_id uuid not null references warning (id),
  kind text not null,
  -- null of a withdrawal and of a correction
  signature_id uuid unique references signature (id),
  asked_at timestamptz not null,
  asked_by uuid not null,
  -- what a withdrawal or a correction says for itself
  asked_for jsonb not null,
  corrects uuid references warning_notice (id),
  year smallint,
  number int,
  document jsonb,
  sha256 text,
  written_at timestamptz,
  unique (area, year, number)
);
create index warning_notice_warning on warning_notice (warning_id, id);
create index warning_notice_unwritten on warning_notice (area, id) where written_at is null;

create function refuse_change_of_written() returns trigger language plpgsql as $$
begin
  if old.written_at is not null then
    raise exception 'a notice that was written does not change';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end $$;
create trigger warning_notice_is_immutable before update or delete on warning_notice
  for each row execute function refuse_change_of_written();
