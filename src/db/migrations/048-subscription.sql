-- Who has a warning's messages sent by mail (预警信息邮件订阅): the mailbox lies with a person under a key of its own.
create table subscription (
  id uuid primary key,
  area text not null,
  -- of the mailbox, so that it stands once for each area; of no use in another world
  mark text not null,
  person_id uuid not null,
  language text not null check (language in ('zh', 'en')),
  asked_at timestamptz not null,
  -- null: asked for by somebody who may not own the mailbox
  confirmed_at timestamptz,
  ended_at timestamptz
);
create unique index subscription_once on subscription (area, mark) where ended_at is null;
create index subscription_told on subscription (area, id) where ended_at is null and confirmed_at is not null;
create index subscription_waits on subscription (asked_at) where ended_at is null and confirmed_at is null;

-- Which message went to whom, and what came of it.
create table subscription_mail (
  subscription_id uuid not null references subscription (id),
  area text not null,
  notice_id uuid not null references warning_notice (id),
  outcome text not null,
  tries smallint not null default 1,
  at timestamptz not null,
  primary key (notice_id, subscription_id)
);
