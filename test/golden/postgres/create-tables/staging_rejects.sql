create table if not exists staging_rejects (
  table_name varchar(64) not null,
  log_date date,
  file_name varchar(2048) not null,
  line_number bigint not null,
  column_name varchar(64),
  value varchar(1024) collate "C",
  reason varchar(1024) collate "C" not null
)
