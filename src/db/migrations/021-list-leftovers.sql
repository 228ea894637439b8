-- The blacklist of staggered production stops furnaces: it binds from the hour in which a second person confirms the entry.
alter table rotation_blacklist add column confirmed_at timestamptz;
alter table rotation_blacklist add column confirmed_by text;
alter table rotation_blacklist add check (confirmed_by <> listed_by);
-- What bound before goes on, confirmed by nobody.
update rotation_blacklist set confirmed_at = listed_at;
