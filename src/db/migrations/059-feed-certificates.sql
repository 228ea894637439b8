-- SHA-256 of the client certificates by which a key is taken; none: by any, and without one.
alter table feed_key add column certificates text[] not null default '{}';
