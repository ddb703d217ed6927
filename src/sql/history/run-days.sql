-- The days that a run was asked for, in order. What one that has not said how it ended has published, the ledger tells.
select cast(d.log_date as varchar(10)) as day,
  case when d.outcome = 'pending' and own.run_id is not null then 'published' else d.outcome end as outcome, d.reason
from etl_run_days d
join etl_runs r on r.run_id = d.run_id
left join (:(days_published_by_run)) own on own.run_id = r.run_id and own.log_date = d.log_date and r.state = 'running'
where d.run_id = :'run'
order by d.log_date
