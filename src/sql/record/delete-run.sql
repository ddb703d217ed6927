-- Makes room for what is known of a run now.
delete from etl_runs where run_id = :'run'
