-- What a provider gave for its own name of a message, for its reports.
alter table delivery
  add column provider_message text,
  -- the attempt that was begun with a receiver who can not tell a second message from the first
  add column sending int;
create index delivery_provider_message on delivery (channel, provider_message) where provider_message is not null;

-- Who carries messages (服务商) that it limits: its rate as the workers have it, and its bucket, shared by all of them.
create table provider (
  id uuid primary key,
  name text not null unique,
  channel text not null,
  count int not null,
  per_ms int not null,
  burst int not null,
  credit bigint not null,
  filled_at timestamptz not null
);

-- Messages that wait until their provider has room (排队): near deadlines first, then the big emitters.
create table in_line (
  delivery_id uuid primary key references delivery (id),
  provider_id uuid not null references provider (id),
  attempt int not null,
  -- keyed hashes: whom it goes to, and what it says
  receiver bytea not null,
  text bytea not null,
  parts int not null,
  due timestamptz not null,
  weight bigint not null,
  not_before timestamptz not null
);
create index in_line_rank on in_line (provider_id, due, weight desc, delivery_id);

-- What was let pass, for what a receiver may get in a while, and for whom an answer by SMS may mean.
create table handed (
  provider_id uuid not null references provider (id),
  receiver bytea not null,
  text bytea not null,
  delivery_id uuid not null references delivery (id),
  at timestamptz not null
);
create index handed_receiver on handed (receiver, at);

-- What providers call back (回调), each once: they repeat themselves. `said` holds no number and no text of people.
create table callback (
  provider text not null,
  message text not null,
  kind text not null check (kind in ('report', 'reply', 'key')),
  said jsonb not null,
  at timestamptz not null,
  primary key (provider, message, kind)
);

-- The line of a provider is asked for by each that joins it, among thousands of messages.
create index effect_pace on effect (subject) where kind = 'pace';
