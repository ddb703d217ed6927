create index if not exists staging_events_log_date on staging_events (log_date)
