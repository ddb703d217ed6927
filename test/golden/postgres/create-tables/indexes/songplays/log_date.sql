create index if not exists songplays_log_date on songplays (log_date)
