-- Adds how checks came out.
insert into etl_check_results
  (run_id, command, check_name, severity, outcome, is_unblocked, row_count, examined_count, row_share, first_day, last_day,
   duration_ms, finding, checked_at)
values :each'results'{('?', '?', "?", '?', '?', cast('?' as boolean), '?', cast('?' as bigint), cast('?' as double precision), cast('?' as date), cast('?' as date), '?', "?", cast('?' as timestamp))}
