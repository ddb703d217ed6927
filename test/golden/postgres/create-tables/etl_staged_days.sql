create table if not exists etl_staged_days (
  log_date date not null,
  records bigint not null
)
