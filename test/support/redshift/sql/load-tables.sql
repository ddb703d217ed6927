-- What COPY writes about itself, committed at once by a connection of its own. The load views show it, blank-padded.
create table redshift.loads (
  user_id integer not null,
  query_id bigint primary key,
  transaction_id bigint not null,
  session_id integer not null,
  table_name text not null,
  status text not null,
  start_time timestamp not null,
  end_time timestamp,
  data_source text not null,
  file_format text not null default 'json',
  loaded_rows bigint not null default 0,
  loaded_bytes bigint not null default 0,
  source_file_count integer not null default 0,
  source_file_bytes bigint not null default 0,
  file_count_scanned integer not null default 0,
  file_bytes_scanned bigint not null default 0,
  error_count bigint not null default 0
);

create table redshift.load_errors (
  user_id integer not null,
  slice integer not null default 0,
  table_id integer not null,
  start_time timestamp not null,
  session_id integer not null,
  query_id bigint not null,
  transaction_id bigint not null,
  file_name text not null,
  line_number bigint not null,
  column_name text not null default '',
  column_type text not null default '',
  column_length text not null default '0',
  position integer not null default 0,
  raw_line text not null default '',
  raw_field_value text not null default '',
  error_code integer not null,
  error_message text not null,
  is_partial integer not null default 0,
  start_offset bigint not null default 0
);

create table redshift.load_error_fields (
  user_id integer not null,
  slice integer not null default 0,
  session_id integer not null,
  query_id bigint not null,
  file_name text not null,
  line_number bigint not null,
  field integer not null,
  column_name text not null,
  value text not null default '',
  is_null integer not null default 0,
  column_type text not null,
  column_length text not null default '0'
);

create table redshift.load_files (
  user_id integer not null,
  query_id bigint not null,
  slice integer not null default 0,
  file_name text not null,
  bytes_scanned bigint not null,
  lines_scanned integer not null,
  errors integer not null default 0,
  record_time timestamp not null,
  start_time timestamp not null,
  end_time timestamp not null,
  status integer not null default 1,
  file_format text not null default 'JSON'
);
