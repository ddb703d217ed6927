create table if not exists etl_check_results (
  run_id varchar(64) not null,
  command varchar(64) not null,
  check_name varchar(256) not null,
  severity varchar(16) not null,
  outcome varchar(16) not null,
  is_unblocked boolean not null,
  row_count bigint not null,
  examined_count bigint,
  row_share double precision,
  first_day date,
  last_day date,
  duration_ms bigint not null,
  finding varchar(4096),
  checked_at timestamp not null
)
diststyle even sortkey (checked_at)
