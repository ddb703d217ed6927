insert into etl_files
  (dataset, file_name, file_version, size_bytes, log_date, row_count, reject_count, run_id, staged_at)
values :each'files'{('?', ?, ?, '?', cast('?' as date), '?', '?', '?', cast('?' as timestamp))}
