-- What an enterprise saves at each level, beside what it emits, in milligrams a day: yellow, orange, red, and in each
-- SO2, NOx, PM, VOCs. Whether a list meets its floors is asked at every signature: no entry is read for it.
alter table listing add column saved_mg bigint[];
update listing set saved_mg = (
  select array_agg(mass order by level_n, pollutant_n) from (
    select level_n, pollutant_n, coalesce(sum((l.line->'measures'->level->'reduction'->>pollutant)::bigint), 0) as mass
    from unnest(array['yellow', 'orange', 'red']) with ordinality as levels (level, level_n)
    cross join unnest(array['so2', 'nox', 'pm', 'vocs']) with ordinality as pollutants (pollutant, pollutant_n)
    left join jsonb_array_elements(entry->'lines') as l (line) on true
    group by level_n, pollutant_n) as masses);
alter table listing alter column saved_mg set not null;
-- The whole of an enterprise is written once and read whole: jsonb would take it apart, and put it together again at
-- every reading.
alter table listing alter column entry type json using entry::json;

-- The first messages of a chunk of orders are asked for by its range: nobody looks for them from the start again. What
-- was asked for before asked for all.
update effect set params = '{"from": "00000000-0000-0000-0000-000000000000", "to": "ffffffff-ffff-ffff-ffff-ffffffffffff"}'
where kind in ('handOver', 'announceRelease');
drop index effect_desk;
