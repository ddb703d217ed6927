create index if not exists time_start_time on time (start_time)
