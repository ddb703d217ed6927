-- Adds a run as it stands now.
insert into etl_runs
  (run_id, command, version, state, exit_code, is_writing, host, process_id, first_day, last_day, day_count, records_read,
   records_rejected, started_at, ended_at, error)
values :each'runs'{('?', '?', "?", '?', cast('?' as integer), cast('?' as boolean), "?", '?', cast('?' as date), cast('?' as date), '?', '?', '?', cast('?' as timestamp), cast('?' as timestamp), "?")}
