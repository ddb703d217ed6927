-- Start times whose plays changed since the time dimension was last brought up to date.
create table if not exists etl_stale_times (
  start_time timestamp not null
)
--! redshift: diststyle even sortkey (start_time)
