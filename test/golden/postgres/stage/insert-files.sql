insert into etl_files
  (dataset, file_name, file_version, size_bytes, log_date, row_count, reject_count, run_id, staged_at)
select :'dataset', file.name, file.version, file.size, file.day, file.rows, file.rejects, :'run',
  cast(:'staged_at' as timestamp)
from json_to_recordset(cast(:files as json)) as file (
  name varchar, version varchar, size bigint, day date, rows bigint, rejects bigint
)
