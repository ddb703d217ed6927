-- The last run of a command that had ended before.
select run_id, state
from etl_runs
where command = :'command' and run_id <> :'run' and state <> 'running'
order by started_at desc, run_id desc
limit 1
