-- The days that are staged, and what was read for each: a day without any event is known to be one.
create table if not exists etl_staged_days (
  log_date date not null
)
--! redshift: diststyle all sortkey (log_date)
