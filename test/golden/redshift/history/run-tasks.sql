select chunk, task, outcome, attempts, duration_ms, row_count, file_count, byte_count, reject_count, reason
from etl_tasks
where run_id = :'run'
order by chunk, task
