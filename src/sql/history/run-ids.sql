-- The ids of all runs, the newest first.
select run_id from etl_runs order by started_at desc, run_id desc
