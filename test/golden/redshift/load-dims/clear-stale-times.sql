delete from etl_stale_times
