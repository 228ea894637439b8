-- Messages of other installations (外部预警信息, CAP 1.2), as they came, each once for the area that received it.
create table cap_message (
  id uuid primary key,
  area text not null,
  relation text not null check (relation in ('above', 'beside', 'below')),
  sender text not null,
  identifier text not null,
  sent_at timestamptz not null,
  expires_at timestamptz,
  content jsonb not null,
  sha256 text not null,
  -- as it came
  body text not null,
  received_at timestamptz not null,
  received_by text not null,
  -- by the newer message of the same sender that names it
  replaced_by uuid references cap_message (id),
  decision text check (decision in ('adopted', 'dismissed')),
  decided_at timestamptz,
  decided_by text,
  decided_because text,
  -- what an officer entered for it
  instruction_id uuid references instruction (id),
  unique (area, sender, identifier)
);
create index cap_message_area on cap_message (area, id);
