insert into etl_tasks
  (run_id, chunk, task, outcome, attempts, duration_ms, row_count, file_count, byte_count, reject_count, reason, started_at, ended_at)
values :each'tasks'{('?', '?', "?", '?', '?', '?', cast('?' as bigint), cast('?' as bigint), cast('?' as bigint), cast('?' as bigint), "?", cast('?' as timestamp), cast('?' as timestamp))}
