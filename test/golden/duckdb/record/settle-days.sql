update etl_run_days
set outcome = 'published'
where outcome = 'pending'
  and run_id in (select run_id from etl_runs where state = 'running' and is_writing and run_id <> :'run')
  and run_id || ' ' || cast(log_date as varchar(10)) in (
    select run_id || ' ' || cast(log_date as varchar(10)) from (select distinct f.run_id, f.log_date
    from etl_files f
    join etl_published_days p on p.log_date = f.log_date
    where f.dataset = 'events') own
  )
