-- Removes every play at a stale start time: all plays of the days that are loaded, and those of other days that may be
-- deliveries of the same events.
delete from songplays where start_time in (select start_time from etl_stale_times)
