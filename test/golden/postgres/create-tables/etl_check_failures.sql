create table if not exists etl_check_failures (
  run_id varchar(64) not null,
  check_name varchar(256) not null,
  row_number integer not null,
  offending_row varchar(65535) not null,
  checked_at timestamp not null
)
