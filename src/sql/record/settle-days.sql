-- Notes which days runs had published that never said how they ended: the ledger tells which run staged a day.
update etl_run_days
set outcome = 'published'
where outcome = 'pending'
  and run_id in (select run_id from etl_runs where state = 'running' and is_writing and run_id <> :'run')
  and run_id || ' ' || cast(log_date as varchar(10)) in (
    select run_id || ' ' || cast(log_date as varchar(10)) from (:(days_published_by_run)) own
  )
