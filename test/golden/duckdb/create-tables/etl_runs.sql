create table if not exists etl_runs (
  run_id varchar(64) not null,
  command varchar(64) not null,
  version varchar(64) not null,
  state varchar(16) not null,
  exit_code integer,
  is_writing boolean not null,
  host varchar(256) not null,
  process_id bigint not null,
  first_day date,
  last_day date,
  day_count bigint not null,
  records_read bigint not null,
  records_rejected bigint not null,
  started_at timestamp not null,
  ended_at timestamp,
  error varchar(4096)
)
