-- An exception may also stop an enterprise for cause (因故停产), as a finding shows it.
alter table listing_exception add column stop_cause text
  check (stop_cause in ('notCompliant', 'againstPermit', 'retrofitOverdue'));
