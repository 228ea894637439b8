-- The warning of a province from which an instruction to a city follows (省级预警); null where it was entered.
alter table instruction add column warning_id uuid references warning (id);
create index instruction_warning on instruction (warning_id) where warning_id is not null;
