select max(d.run_id) as run_id
from etl_run_days d
left join etl_run_days l
  on l.log_date = d.log_date and l.run_id > d.run_id and l.outcome in ('published', 'staged')
where d.outcome in ('failed', 'pending') and l.run_id is null
