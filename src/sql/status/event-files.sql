-- The log files that were read, as they were then.
select file_name, file_version, cast(log_date as varchar(10)) as day
from etl_files
where dataset = 'events' and log_date is not null
order by file_name
