-- What shows a problem, or that it was put right (问题材料): photos and letters, kept as they came.
create table problem_file (
  id uuid primary key,
  area text not null,
  problem_id uuid not null references problem (id),
  sha256 text not null,
  name text not null,
  type text not null,
  size int not null,
  bytes bytea not null,
  entered_by text not null,
  entered_at timestamptz not null,
  unique (problem_id, sha256)
);
create trigger problem_file_is_immutable before update or delete or truncate on problem_file
  for each statement execute function refuse_change_of_letter();
