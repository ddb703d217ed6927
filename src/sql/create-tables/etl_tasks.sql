-- The tasks of each run, with what they did; one row for each chunk of days. started_at is when the first attempt began; none for a task
-- that was skipped.
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
--! redshift: diststyle even sortkey (ended_at)
