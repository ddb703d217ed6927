delete from staging_rejects where table_name = 'staging_events' and log_date < :'before' and log_date in (select log_date from etl_published_days)
