-- How far behind the end of what it tells of a source speaks, in minutes: the least and the most of its last words, and
-- how many these were. By it a clock that is off shows (时钟偏移).
alter table evidence_beat add column lag_low integer;
alter table evidence_beat add column lag_high integer;
alter table evidence_beat add column lag_words integer not null default 0;
