-- Photographs by which a department shows what it has done (部门任务照片), each held beside when and where it says it was taken.
create table department_photo (
  task_id uuid not null references department_task (id),
  area text not null,
  -- A picture shows one thing once.
  sha256 bytea not null unique,
  type text not null,
  image bytea not null,
  taken_at timestamptz,
  latitude double precision,
  longitude double precision,
  faults jsonb not null,
  state text not null check (state in ('believed', 'open', 'accepted', 'rejected')),
  received_at timestamptz not null,
  received_by text not null,
  decided_at timestamptz,
  decided_by text,
  reason text,
  primary key (task_id, sha256)
);
