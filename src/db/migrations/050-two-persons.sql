-- A way into the account of an approver that one administrator has opened waits for a second person, or for the
-- approver's own second factor. Who confirmed this link; a newer link starts anew.
alter table password_link add column confirmed_by text;
-- wrong codes against this link
alter table password_link add column wrong smallint not null default 0;
-- what the city's own log-in calls an approver counts when a second person has confirmed it
alter table officer add column outside_waits boolean not null default false;
alter table officer add column outside_by text;
-- Whoever is replaced at a plant goes, unless the same person sits elsewhere.
create index contact_person on contact (person_id);
