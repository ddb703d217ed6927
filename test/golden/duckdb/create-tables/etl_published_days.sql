create table if not exists etl_published_days (
  log_date date not null
)
