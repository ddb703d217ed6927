delete from etl_check_failures where checked_at < :'before' and run_id not in (select run_id from etl_runs)
