-- The content as the text that was published: it goes out as it is stored, and jsonb would take it apart and put it
-- together again at every reading. Still written and read whole, so still not packed.
alter table enterprise_order alter column content type json using content::json;
alter table enterprise_order alter column content set storage external;

-- Every change of state writes all indexes of its row. (warning_id, enterprise_id, revision) leads to a warning's orders
-- as well; of effects only the desk's are looked for by what they are about, and messages are nearly all of them.
drop index enterprise_order_warning;
drop index effect_subject;
create index effect_desk on effect (subject, kind) where lane = 'desk';

-- A message changes once, and no indexed column: with room on its page no index hears of it.
alter table delivery set (fillfactor = 60);
