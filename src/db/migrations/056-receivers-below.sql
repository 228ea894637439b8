-- The notice of a province goes to its cities.
alter table notice_receiver drop constraint notice_receiver_kind_check,
  add constraint notice_receiver_kind check (kind in ('city', 'county', 'department', 'neighbour'));
