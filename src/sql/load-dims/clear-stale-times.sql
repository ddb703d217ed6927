-- The time dimension is up to date.
delete from etl_stale_times
