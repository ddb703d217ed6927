-- Removes what was staged for these days before.
delete from staging_events where log_date in (:'days')
