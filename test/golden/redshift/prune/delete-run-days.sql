delete from etl_run_days where run_id not in (select run_id from etl_runs)
