select cast(log_date as varchar(10)) as day, outcome, reason, run_id
from (
  select d.log_date, d.outcome, d.reason, d.run_id,
    row_number() over (partition by d.log_date order by case when r.state = 'abandoned' then r.started_at else coalesce(r.ended_at, r.started_at) end desc, r.run_id desc) as runs_back
  from etl_run_days d
  join etl_runs r on r.run_id = d.run_id
  where d.outcome <> 'pending'
) ranked
where runs_back = 1
order by log_date
