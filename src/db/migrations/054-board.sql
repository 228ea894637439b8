-- The messages that tell of an end are few beside the orders of all seasons, and each look at a board asks for them.
create index delivery_end on delivery (order_row) where purpose in ('ending', 'release', 'recall');
