-- Forgets how checks came out in runs that are forgotten.
delete from etl_check_results where checked_at < :'before' and run_id not in (select run_id from etl_runs)
