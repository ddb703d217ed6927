create table if not exists etl_stale_times (
  start_time timestamp not null
)
