insert into etl_run_days (run_id, log_date, outcome, reason)
values :each'run_days'{('?', cast('?' as date), '?', "?")}
