-- Forgets old runs, but for those that are under way, the latest of all that did not just prune, and the latest of each day that is not published as it is
-- staged: they say what is to be done.
delete from etl_runs
where started_at < :'before' and state <> 'running'
  and started_at < (select max(started_at) from etl_runs where command <> 'prune')
  and run_id not in (
    select run_id
    from (
      select d.run_id, rank() over (partition by d.log_date order by :(run_end) desc) as runs_back
      from etl_run_days d
      join etl_runs r on r.run_id = d.run_id
      where d.log_date not in (:(days_that_count))
    ) ranked
    where runs_back = 1
  )
