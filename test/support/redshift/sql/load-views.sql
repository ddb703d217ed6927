-- Columns as in the documentation, text blank-padded, multibyte characters of raw lines as dots. Everybody sees his own rows.
create view redshift.stl_load_errors as
select user_id as userid, slice, table_id as tbl, start_time as starttime, session_id as session,
  query_id::integer as query, redshift.padded(file_name, 256)::char(256) as filename, line_number,
  redshift.padded(column_name, 127)::char(127) as colname, column_type::char(10) as type,
  column_length::char(10) as col_length, position,
  redshift.padded(redshift.dotted(raw_line), 1024)::char(1024) as raw_line,
  redshift.padded(redshift.dotted(raw_field_value), 1024)::char(1024) as raw_field_value,
  error_code as err_code, redshift.padded(error_message, 100)::char(100) as err_reason, is_partial, start_offset,
  0::bigint as copy_job_id
from redshift.load_errors
where redshift.may_see(user_id);

create view redshift.stl_loaderror_detail as
select user_id as userid, slice, session_id as session, query_id::integer as query,
  redshift.padded(file_name, 256)::char(256) as filename, line_number, field,
  redshift.padded(column_name, 1024)::char(1024) as colname,
  redshift.padded(redshift.dotted(value), 1024)::char(1024) as value, is_null, column_type::char(10) as type,
  column_length::char(10) as col_length
from redshift.load_error_fields
where redshift.may_see(user_id);

create view redshift.stl_load_commits as
select user_id as userid, query_id::integer as query, slice, redshift.padded(file_name, 256)::char(256) as name,
  redshift.padded(file_name, 256)::char(256) as filename, bytes_scanned::integer as byte_offset, lines_scanned, errors,
  record_time as curtime, status, file_format::char(16) as file_format, 0 as is_partial, 0::bigint as start_offset,
  0::bigint as copy_job_id
from redshift.load_files
where redshift.may_see(user_id);

create view redshift.sys_load_history as
select user_id, query_id, transaction_id, session_id, current_database()::text as database_name, status, table_name,
  start_time, end_time, (extract(epoch from end_time - start_time) * 1000000)::bigint as duration, data_source,
  file_format, loaded_rows, loaded_bytes, source_file_count, source_file_bytes, file_count_scanned, file_bytes_scanned,
  error_count, 0::bigint as copy_job_id
from redshift.loads
where redshift.may_see(user_id);

create view redshift.sys_load_error_detail as
select user_id, query_id, transaction_id, session_id, current_database()::char(64) as database_name, table_id, start_time,
  redshift.padded(file_name, 256)::char(256) as file_name, line_number,
  redshift.padded(column_name, 127)::char(127) as column_name, column_type::char(10) as column_type,
  column_length::char(10) as column_length, position, error_code,
  redshift.padded(error_message, 512)::char(512) as error_message
from redshift.load_errors
where redshift.may_see(user_id);

create view redshift.sys_load_detail as
select user_id, query_id::integer as query_id, redshift.padded(file_name, 256)::char(256) as file_name,
  bytes_scanned::integer as bytes_scanned, lines_scanned, record_time, 0 as splits_scanned, start_time, end_time
from redshift.load_files
where redshift.may_see(user_id);
