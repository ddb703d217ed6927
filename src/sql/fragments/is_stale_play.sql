-- True for a row e of staging_events that is a play at a stale start time of a day that counts.
e.page = 'NextSong'
    and e.log_date in (:(days_that_count))
    and e.start_time in (select start_time from etl_stale_times)
