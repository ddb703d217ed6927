-- Finds the plays of a day, for the checks of what was loaded.
create index if not exists songplays_log_date on songplays (log_date)
