-- True for a row e of staging_events that is a play of a published day at a stale start time.
e.page = 'NextSong'
    and e.log_date in (select log_date from etl_published_days)
    and e.start_time in (select start_time from etl_stale_times)
