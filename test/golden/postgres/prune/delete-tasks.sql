delete from etl_tasks where run_id not in (select run_id from etl_runs)
