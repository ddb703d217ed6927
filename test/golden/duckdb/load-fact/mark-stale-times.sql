insert into etl_stale_times (start_time)
select start_time from songplays where log_date in (:'days')
union
select start_time from staging_events where page = 'NextSong' and log_date in (:'days')
