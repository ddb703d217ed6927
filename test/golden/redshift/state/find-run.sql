select run_id, command from etl_runs where run_id like :'pattern' order by run_id desc
