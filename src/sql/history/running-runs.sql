-- Runs that have not said how they ended, the newest first.
select :(run_columns)
from etl_runs
where state = 'running'
order by started_at desc, run_id desc
