-- Makes room for what is known of a run's days now.
delete from etl_run_days where run_id = :'run'
