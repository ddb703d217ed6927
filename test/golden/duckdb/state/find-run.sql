select run_id, command, state, day_count
from etl_runs
where run_id like :'pattern'
order by started_at desc, run_id desc
