-- The journal is looked through by what an entry is about and by who did it, newest first, and by its time: a search
-- that finds three entries of last winter must not read all that came after them. Times rise as the rows do, so a
-- summary of each range of pages is enough for them, and costs the writer nothing to speak of.
create index journal_kind on journal (kind, seq);
create index journal_actor on journal (actor, seq);
create index journal_time on journal using brin (at);
