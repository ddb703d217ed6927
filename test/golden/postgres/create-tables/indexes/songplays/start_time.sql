create index if not exists songplays_start_time on songplays (start_time)
