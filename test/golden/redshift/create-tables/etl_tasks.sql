create table if not exists etl_tasks (
  run_id varchar(64) not null,
  chunk bigint not null,
  task varchar(256) not null,
  outcome varchar(16) not null,
  attempts bigint not null,
  duration_ms bigint not null,
  row_count bigint,
  file_count bigint,
  byte_count bigint,
  reject_count bigint,
  reason varchar(4096),
  started_at timestamp,
  ended_at timestamp not null
)
diststyle even sortkey (ended_at)
