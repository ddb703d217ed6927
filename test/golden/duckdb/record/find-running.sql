select run_id, command, host, process_id, cast(started_at as varchar(19)) as started_at
from etl_runs
where state = 'running' and is_writing and run_id <> :'run'
order by started_at, run_id
