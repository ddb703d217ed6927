delete from etl_run_days where run_id = :'run'
