insert into etl_stale_times (start_time)
select distinct start_time from songplays
