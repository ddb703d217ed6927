delete from time where start_time in (select start_time from etl_stale_times)
