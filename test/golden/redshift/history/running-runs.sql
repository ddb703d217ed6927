select run_id, command, version, state, exit_code, host, process_id, cast(first_day as varchar(10)) as first_day,
  cast(last_day as varchar(10)) as last_day, day_count, records_read, records_rejected,
  cast(started_at as varchar(26)) as started_at, cast(ended_at as varchar(26)) as ended_at, error
from etl_runs
where state = 'running'
order by started_at desc, run_id desc
