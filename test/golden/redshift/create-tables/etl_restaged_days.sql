create table if not exists etl_restaged_days (
  log_date date not null
)
diststyle all sortkey (log_date)
