-- Until when objections could be made (公示期) is asked for afterwards too: the machine's deadline is gone by then.
alter table list add column objections_until timestamptz;
update list set objections_until = (context #>> '{deadlines,objections}')::timestamptz;
alter table grading add column objections_until timestamptz;
update grading set objections_until = (context #>> '{deadlines,objections}')::timestamptz;
