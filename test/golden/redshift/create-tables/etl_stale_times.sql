create table if not exists etl_stale_times (
  start_time timestamp not null
)
diststyle key distkey (start_time) sortkey (start_time)
