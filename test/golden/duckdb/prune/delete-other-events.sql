delete from staging_events
where page <> 'NextSong' and log_date < :'before' and log_date in (select log_date from etl_published_days)
