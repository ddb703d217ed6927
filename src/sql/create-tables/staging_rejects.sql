-- Records that were set aside while staging (--max-errors), with the place they came from and the reason.
create table if not exists staging_rejects (
  table_name varchar(64) not null,
  log_date date,
  file_name varchar(2048) not null,
  line_number bigint not null,
  column_name varchar(64),
  value :(text),
  reason :(text) not null
)
--! redshift: diststyle even
