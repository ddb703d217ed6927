delete from etl_runs where run_id = :'run'
