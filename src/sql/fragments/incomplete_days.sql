-- The days of runs that failed or were not reached, and that no later run has loaded. A run that was killed may have published days
-- without saying so: the ledger says it. What was to be published is not loaded by being staged.
select d.run_id, d.log_date
  from etl_run_days d
  join etl_runs r on r.run_id = d.run_id
  left join (
    select of_run.log_date,
      max(case when of_run.outcome = 'published' then :(run_end) end) as published_at,
      max(:(run_end)) as staged_at
    from etl_run_days of_run
    join etl_runs r on r.run_id = of_run.run_id
    where of_run.outcome in ('published', 'staged')
    group by of_run.log_date
  ) loaded on loaded.log_date = d.log_date
  left join (:(days_published_by_run)) own on own.run_id = d.run_id and own.log_date = d.log_date
  where d.outcome in ('failed', 'pending')
    and (own.run_id is null or d.outcome = 'failed')
    and coalesce(
      case when r.command = 'stage' then loaded.staged_at else loaded.published_at end,
      timestamp '1970-01-01 00:00:00'
    ) <= :(run_end)
