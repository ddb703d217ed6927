create table if not exists etl_run_days (
  run_id varchar(64) not null,
  log_date date not null,
  outcome varchar(16) not null,
  reason varchar(4096)
)
diststyle all sortkey (log_date)
