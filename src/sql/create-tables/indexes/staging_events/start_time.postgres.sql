-- Finds the events at given times: a day's plays may have come with the files of other days as well.
create index if not exists staging_events_start_time on staging_events (start_time)
