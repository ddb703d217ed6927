select file_name, file_version, size_bytes, cast(log_date as varchar(10)) as day, row_count, reject_count
from etl_files
where dataset = :'dataset'
order by staged_at
