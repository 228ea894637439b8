-- Takes the journal out of the hands of the processes that write it (日志权限): run once after `migrate`, by a superuser
-- or the owner of both roles. The keeper is a role that nobody logs in as; the processes can add and read, and nothing
-- else. A later release that changes these tables is migrated by a member of the keeper.
--
--   psql -v schema=airshed -v app=airshed -v keeper=airshed_keeper -f src/journal/rights.sql
alter schema :"schema" owner to :"keeper";
grant usage, create on schema :"schema" to :"app";
alter table :"schema".journal owner to :"keeper";
alter table :"schema".seal owner to :"keeper";
alter table :"schema".seal_stretch owner to :"keeper";
alter table :"schema".checkpoint owner to :"keeper";
alter function :"schema".refuse_change() owner to :"keeper";
grant select, insert on :"schema".journal, :"schema".seal, :"schema".seal_stretch, :"schema".checkpoint to :"app";
