-- The run of which a part of the name is given, if there is one such: the latest.
select run_id, command from etl_runs where run_id like :'pattern' order by run_id desc
