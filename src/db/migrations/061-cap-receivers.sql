-- Installations that get the warnings of an area as CAP (预警信息接收方): beside it, or above.
create table cap_receiver (
  id uuid primary key,
  area text not null,
  name text not null,
  url text not null,
  -- what opens the door there, as ciphertext; null where the signature is enough
  token text,
  opened_by text not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create index cap_receiver_area on cap_receiver (area, id);
