-- Start times whose plays changed since the time dimension was last brought up to date.
create table if not exists etl_stale_times (
  start_time timestamp not null
)
--! redshift: diststyle key distkey (start_time) sortkey (start_time)
