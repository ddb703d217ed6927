create index if not exists staging_events_start_time on staging_events (start_time)
