delete from staging_events where log_date in (:'days')
