delete from staging_rejects where table_name = 'staging_events' and log_date in (:'days')
