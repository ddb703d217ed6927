create table if not exists etl_files (
  dataset varchar(16) not null,
  file_name varchar(2048) not null,
  file_version varchar(256) not null,
  size_bytes bigint not null,
  log_date date,
  row_count bigint not null,
  reject_count bigint not null,
  run_id varchar(64) not null,
  staged_at timestamp not null
)
diststyle even sortkey (log_date)
