-- Lists files in the ledger. Only what may be any text is bound: a message holds no more than 32,767 bound values.
insert into etl_files
  (dataset, file_name, file_version, size_bytes, log_date, row_count, reject_count, run_id, staged_at)
values :each'files'{('?', ?, ?, '?', cast('?' as date), '?', '?', '?', cast('?' as timestamp))}
