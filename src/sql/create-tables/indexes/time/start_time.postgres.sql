-- Finds the start times that are brought up to date. No primary key, see users.
create index if not exists time_start_time on time (start_time)
