-- The ledger: the files that staged rows come from, as they were when they were read. Written in the transaction of the rows.
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
--! redshift: diststyle even sortkey (log_date)
