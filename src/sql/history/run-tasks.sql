-- The tasks of a run, by chunk, in the order in which they began.
select chunk, task, outcome, attempts, duration_ms, row_count, file_count, byte_count, reject_count, reason,
  cast(started_at as varchar(26)) as started_at, cast(ended_at as varchar(26)) as ended_at
from etl_tasks
where run_id = :'run'
order by chunk, started_at nulls last, task
