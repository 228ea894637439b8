-- What orders are signed with (签名密钥). The public halves are published and stay: an order of last winter is checked
-- with the key of last winter. The private halves are sealed under the master key, so that all processes share them.
create table signing_key (
  id text primary key,
  public_key bytea not null,
  sealed bytea not null,
  -- signs what is written from here on, until the next one does
  since timestamptz not null unique,
  made_by text not null
);

-- Small numbers from which the code on an order follows (防伪码): it needs no column and no index of its own on the
-- orders, which are written by the hundred thousand.
alter table warning add column serial int generated always as identity;
create unique index warning_serial on warning (serial);
alter table enterprise add column serial int generated always as identity;
create unique index enterprise_serial on enterprise (serial);

-- The same telephone at several plants is one person with several orders to answer. A keyed hash, because the number
-- itself is readable only under the key of each person.
alter table contact add column phone_mark text;
create index contact_phone on contact (phone_mark) where phone_mark is not null;
