select distinct cast(log_date as varchar(10)) as day
from (select d.run_id, d.log_date
  from etl_run_days d
  join etl_runs r on r.run_id = d.run_id
  left join (
    select of_run.log_date,
      max(case when of_run.outcome = 'published' then case when r.state = 'abandoned' then r.started_at else coalesce(r.ended_at, r.started_at) end end) as published_at,
      max(case when r.state = 'abandoned' then r.started_at else coalesce(r.ended_at, r.started_at) end) as staged_at
    from etl_run_days of_run
    join etl_runs r on r.run_id = of_run.run_id
    where of_run.outcome in ('published', 'staged')
    group by of_run.log_date
  ) loaded on loaded.log_date = d.log_date
  left join (select distinct f.run_id, f.log_date
    from etl_files f
    join etl_published_days p on p.log_date = f.log_date
    where f.dataset = 'events') own on own.run_id = d.run_id and own.log_date = d.log_date
  where d.outcome in ('failed', 'pending')
    and (own.run_id is null or d.outcome = 'failed')
    and coalesce(
      case when r.command = 'stage' then loaded.staged_at else loaded.published_at end,
      timestamp '1970-01-01 00:00:00'
    ) <= case when r.state = 'abandoned' then r.started_at else coalesce(r.ended_at, r.started_at) end) incomplete
order by day
