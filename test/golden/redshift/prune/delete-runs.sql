delete from etl_runs
where started_at < :'before' and state <> 'running'
  and started_at < (select max(started_at) from etl_runs where command <> 'prune')
  and run_id not in (
    select run_id
    from (
      select d.run_id, rank() over (partition by d.log_date order by case when r.state = 'abandoned' then r.started_at else coalesce(r.ended_at, r.started_at) end desc) as runs_back
      from etl_run_days d
      join etl_runs r on r.run_id = d.run_id
      where d.log_date not in (select log_date from etl_published_days
    union all
    select log_date from etl_restaged_days where log_date not in (select log_date from etl_staged_days))
    ) ranked
    where runs_back = 1
  )
