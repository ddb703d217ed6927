insert into etl_files
  (dataset, file_name, file_version, size_bytes, log_date, row_count, reject_count, run_id, staged_at)
select :'dataset', file.name, file.version, file.size, file.day, file.rows, file.rejects, :'run',
  cast(:'staged_at' as timestamp)
from (
  select unnest(from_json_strict(cast(:files as json), '[{
    "name": "VARCHAR", "version": "VARCHAR", "size": "BIGINT", "day": "DATE", "rows": "BIGINT", "rejects": "BIGINT"
  }]')) as file
) files
