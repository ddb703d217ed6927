delete from songplays where start_time in (select start_time from etl_stale_times)
