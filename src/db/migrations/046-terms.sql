-- A date that was withdrawn may be watched anew: a grade that fell is given back with its last day.
alter table term drop constraint term_source_id_enterprise_id_kind_line_day_key;
create unique index term_once on term (source_id, enterprise_id, kind, line, day) where state <> 'withdrawn';
