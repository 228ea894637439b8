-- Which hash chains the journal from the n-th entry on (杂凑算法分段); before the first row it is SHA-256.
create table seal_stretch (
  from_n bigint primary key,
  hash text not null check (hash in ('sha256', 'sm3'))
);

-- Signed checkpoints (签名检查点) as they were written outside of the database, for whoever fetches them over HTTP. The
-- copy outside is the one that counts.
create table checkpoint (
  n bigint primary key,
  at timestamptz not null,
  -- the line as it was written, and the public key (PEM) that it is checked with
  line text not null,
  public_key text not null
);

create trigger seal_stretch_is_append_only before update or delete or truncate on seal_stretch
  for each statement execute function refuse_change();
create trigger checkpoint_is_append_only before update or delete or truncate on checkpoint
  for each statement execute function refuse_change();
