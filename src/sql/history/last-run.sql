-- The latest run that has ended.
select :(run_columns)
from etl_runs
where state <> 'running'
order by started_at desc, run_id desc
limit 1
